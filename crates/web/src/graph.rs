//! The drawing of a graph of directives in layers: what is answered stands above what answers it.
//!
//! Pure and in whole numbers, so that the same graph gives the same drawing on a page and on paper.
//! Steps: layers by longest path (a cycle is cut where it is met), stand-ins for links that pass a layer,
//! order by the middle of the neighbours, places by the same with a least distance kept.
//! Not here: colours and type (the stylesheet) and which directives belong to a graph.

use std::collections::{BTreeMap, BTreeSet};

/// Width of a box.
pub const BOX_WIDTH: i64 = 216;
/// Height of a box.
pub const BOX_HEIGHT: i64 = 78;
const GAP_ACROSS: i64 = 28;
const GAP_DOWN: i64 = 62;
const MARGIN: i64 = 8;
/// Characters in a line of a box.
const LINE: usize = 30;
/// Boxes in a row of those that no link touches.
const LOOSE_IN_ROW: i64 = 4;
const SWEEPS: usize = 8;

/// A directive to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphNode {
    /// Its id, by which links name it.
    pub id: String,
    /// Its symbol, the bold line of its box.
    pub symbol: String,
    /// Its title, at most two lines of its box.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whether it is the one the page is about.
    pub current: bool,
}

/// A link to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphLink {
    /// Id of the answering directive, drawn below.
    pub from: String,
    /// Id of the answered directive, drawn above.
    pub to: String,
    /// `based_on`, `carries_out` or `replaces`.
    pub kind: String,
}

/// A box in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnBox {
    /// What it shows.
    pub node: GraphNode,
    /// The title in lines.
    pub lines: Vec<String>,
    /// Left edge.
    pub x: i64,
    /// Top edge.
    pub y: i64,
}

impl DrawnBox {
    /// The vertical place of the line of the title with this index.
    pub fn line_y(&self, index: &usize) -> i64 {
        44 + 17 * i64::try_from(*index).unwrap_or(0)
    }
}

/// A link in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnLink {
    /// What it says.
    pub kind: String,
    /// The path, from the upper box to the lower one.
    pub path: String,
}

/// A whole drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Width.
    pub width: i64,
    /// Height.
    pub height: i64,
    /// The boxes, upper layers first.
    pub boxes: Vec<DrawnBox>,
    /// The links, to be drawn under the boxes.
    pub links: Vec<DrawnLink>,
}

/// A place in the layers: a directive or, where a link passes a layer, a stand-in without a box.
struct Place {
    layer: usize,
    width: i64,
    x: i64,
    above: Vec<usize>,
    below: Vec<usize>,
}

impl Place {
    fn middle(&self) -> i64 {
        self.x + self.width / 2
    }
}

/// Draws a graph. Links to directives that are not among the nodes, and of one to itself, are left out.
pub fn draw(nodes: &[GraphNode], links: &[GraphLink]) -> Drawing {
    let index: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
    let known: Vec<(usize, usize, &str)> = links
        .iter()
        .filter_map(|link| Some((*index.get(link.to.as_str())?, *index.get(link.from.as_str())?, link.kind.as_str())))
        .filter(|(upper, lower, _)| upper != lower)
        .collect();
    let touched: BTreeSet<usize> = known.iter().flat_map(|(upper, lower, _)| [*upper, *lower]).collect();
    let layers = layers(nodes.len(), &known);
    let mut places: Vec<Place> = layers
        .iter()
        .map(|layer| Place { layer: *layer, width: BOX_WIDTH, x: 0, above: Vec::new(), below: Vec::new() })
        .collect();
    let chains = chains(&mut places, &known);
    let mut rows = rows(&places, &touched, nodes.len());
    arrange(&mut places, &mut rows);
    settle(&mut places, &rows);
    finish(nodes, &touched, &places, &rows, &chains)
}

/// The layer of each node: one below the lowest of those it answers.
fn layers(count: usize, links: &[(usize, usize, &str)]) -> Vec<usize> {
    let mut waiting = vec![BTreeSet::new(); count];
    for (upper, lower, _) in links {
        if let Some(waiting) = waiting.get_mut(*lower) {
            waiting.insert(*upper);
        }
    }
    let mut layers = vec![0; count];
    let mut open: BTreeSet<usize> = (0..count).collect();
    while let Some(first) = open.first().copied() {
        let free = open.iter().copied().find(|node| waiting.get(*node).is_none_or(BTreeSet::is_empty));
        // In a cycle nobody is free: it is cut above the first.
        let node = free.unwrap_or(first);
        open.remove(&node);
        let layer = layers.get(node).copied().unwrap_or(0);
        for (_, lower, _) in links.iter().filter(|(upper, _, _)| *upper == node) {
            if let Some(waiting) = waiting.get_mut(*lower) {
                waiting.remove(&node);
            }
            if let (true, Some(below)) = (open.contains(lower), layers.get_mut(*lower)) {
                *below = (*below).max(layer + 1);
            }
        }
    }
    layers
}

/// The places each link runs through, with stand-ins made where it passes a layer.
fn chains(places: &mut Vec<Place>, links: &[(usize, usize, &str)]) -> Vec<(Vec<usize>, String)> {
    let mut chains = Vec::new();
    for (upper, lower, kind) in links {
        let layer_of = |places: &[Place], place: usize| places.get(place).map_or(0, |place| place.layer);
        let (from, to) = (layer_of(places, *upper), layer_of(places, *lower));
        let mut chain = vec![*upper];
        for layer in from + 1..to {
            places.push(Place { layer, width: GAP_ACROSS, x: 0, above: Vec::new(), below: Vec::new() });
            chain.push(places.len() - 1);
        }
        chain.push(*lower);
        for pair in chain.windows(2) {
            if let [above, below] = pair {
                if let Some(place) = places.get_mut(*above) {
                    place.below.push(*below);
                }
                if let Some(place) = places.get_mut(*below) {
                    place.above.push(*above);
                }
            }
        }
        chains.push((chain, (*kind).to_owned()));
    }
    chains
}

fn rows(places: &[Place], touched: &BTreeSet<usize>, nodes: usize) -> Vec<Vec<usize>> {
    let deepest = places.iter().map(|place| place.layer).max().unwrap_or(0);
    let mut rows = vec![Vec::new(); deepest + 1];
    for (index, place) in places.iter().enumerate() {
        if (index >= nodes || touched.contains(&index))
            && let Some(row) = rows.get_mut(place.layer)
        {
            row.push(index);
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// Orders each row by the middle of the neighbours in the row before, down and up by turns.
fn arrange(places: &mut [Place], rows: &mut [Vec<usize>]) {
    for row in rows.iter() {
        pack(places, row);
    }
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<usize> = if down { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for index in order {
            if let Some(row) = rows.get_mut(index) {
                row.sort_by_key(|place| wish(places, *place, down));
                pack(places, row);
            }
        }
    }
}

/// Moves places towards their neighbours, keeping the order and the distance.
fn settle(places: &mut [Place], rows: &[Vec<usize>]) {
    // The last sweep goes down: answers then stand evenly under what they answer, a lone one straight below.
    for sweep in 0..=SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<&Vec<usize>> = if down { rows.iter().collect() } else { rows.iter().rev().collect() };
        for row in order {
            let wishes: Vec<i64> = row.iter().map(|place| wish(places, *place, down)).collect();
            let mut edge = i64::MIN;
            let mut drift = 0;
            for (place, wish) in row.iter().zip(&wishes) {
                if let Some(place) = places.get_mut(*place) {
                    place.x = (wish - place.width / 2).max(edge);
                    edge = place.x + place.width + GAP_ACROSS;
                    drift += place.middle() - wish;
                }
            }
            // Pushing goes one way only: taking the mean back keeps the row over its neighbours.
            let shift = drift / i64::try_from(row.len().max(1)).unwrap_or(1);
            for place in row {
                if let Some(place) = places.get_mut(*place) {
                    place.x -= shift;
                }
            }
        }
    }
}

fn pack(places: &mut [Place], row: &[usize]) {
    let width: i64 = row.iter().filter_map(|place| places.get(*place)).map(|place| place.width + GAP_ACROSS).sum();
    let mut x = -width / 2;
    for place in row {
        if let Some(place) = places.get_mut(*place) {
            place.x = x;
            x += place.width + GAP_ACROSS;
        }
    }
}

/// Where a place would stand best: the middle of its neighbours above (or below), else where it is.
fn wish(places: &[Place], index: usize, down: bool) -> i64 {
    let Some(place) = places.get(index) else { return 0 };
    let neighbours = match down {
        true if place.above.is_empty() => &place.below,
        false if place.below.is_empty() => &place.above,
        true => &place.above,
        false => &place.below,
    };
    let sum: i64 = neighbours.iter().filter_map(|other| places.get(*other)).map(Place::middle).sum();
    i64::try_from(neighbours.len()).ok().filter(|count| *count > 0).map_or_else(|| place.middle(), |count| sum / count)
}

fn finish(
    nodes: &[GraphNode],
    touched: &BTreeSet<usize>,
    places: &[Place],
    rows: &[Vec<usize>],
    chains: &[(Vec<usize>, String)],
) -> Drawing {
    let drawn = || rows.iter().flatten().filter_map(|index| places.get(*index));
    let left = drawn().map(|place| place.x).min().unwrap_or(0);
    let step = BOX_HEIGHT + GAP_DOWN;
    let layer_y = |layer: usize| MARGIN + step * i64::try_from(layer).unwrap_or(0);
    let place_x = |place: &Place| place.x - left + MARGIN;
    let mut drawing = Drawing {
        width: drawn().map(|place| place_x(place) + place.width + MARGIN).max().unwrap_or(0),
        height: drawn().map(|place| layer_y(place.layer) + BOX_HEIGHT + MARGIN).max().unwrap_or(0),
        ..Drawing::default()
    };
    for (chain, kind) in chains {
        let points: Vec<(i64, i64)> = chain
            .iter()
            .filter_map(|index| places.get(*index))
            .map(|place| (place_x(place) + place.width / 2, layer_y(place.layer)))
            .collect();
        drawing.links.push(DrawnLink { kind: kind.clone(), path: path(&points) });
    }
    for index in rows.iter().flatten() {
        if let (Some(node), Some(place)) = (nodes.get(*index), places.get(*index)) {
            drawing.boxes.push(drawn_box(node, place_x(place), layer_y(place.layer)));
        }
    }
    let top = if drawing.height > 0 { drawing.height + GAP_DOWN / 2 } else { MARGIN };
    let loose = nodes.iter().enumerate().filter(|(index, _)| !touched.contains(index)).map(|(_, node)| node);
    for (number, node) in (0_i64..).zip(loose) {
        let x = MARGIN + (number % LOOSE_IN_ROW) * (BOX_WIDTH + GAP_ACROSS);
        let y = top + (number / LOOSE_IN_ROW) * (BOX_HEIGHT + GAP_ACROSS);
        drawing.width = drawing.width.max(x + BOX_WIDTH + MARGIN);
        drawing.height = drawing.height.max(y + BOX_HEIGHT + MARGIN);
        drawing.boxes.push(drawn_box(node, x, y));
    }
    drawing
}

fn drawn_box(node: &GraphNode, x: i64, y: i64) -> DrawnBox {
    DrawnBox { node: node.clone(), lines: wrap(&node.title), x, y }
}

/// A smooth path down through points that name the tops of their layers' boxes.
fn path(points: &[(i64, i64)]) -> String {
    let mut text = String::new();
    for pair in points.windows(2) {
        let [(x1, y1), (x2, y2)] = pair else { continue };
        let start = y1 + BOX_HEIGHT;
        let bend = (y2 - start) / 2;
        if text.is_empty() {
            text = format!("M{x1} {start}");
        } else {
            // Straight past the boxes of the layer between.
            text.push_str(&format!("L{x1} {start}"));
        }
        text.push_str(&format!("C{x1} {} {x2} {} {x2} {y2}", start + bend, y2 - bend));
    }
    text
}

/// A title in at most two lines, cut with an ellipsis.
fn wrap(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.chars().take(LINE).collect()),
        }
    }
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            *last = last.chars().take(LINE - 1).collect::<String>() + "…";
        }
    }
    lines
}

#[cfg(test)]
mod tests;
