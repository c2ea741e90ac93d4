//! What a drawing keeps: layers, distances, and no harm from odd graphs.

use super::*;

fn node(id: &str) -> GraphNode {
    GraphNode { id: id.to_owned(), symbol: id.to_owned(), title: format!("Về {id}"), ..GraphNode::default() }
}

fn link(from: &str, to: &str) -> GraphLink {
    GraphLink { from: from.to_owned(), to: to.to_owned(), kind: "carries_out".to_owned() }
}

fn place<'a>(drawing: &'a Drawing, id: &str) -> &'a DrawnBox {
    drawing.boxes.iter().find(|drawn| drawn.node.id == id).expect("a box")
}

fn no_two_overlap(drawing: &Drawing) {
    for (index, one) in drawing.boxes.iter().enumerate() {
        assert!(one.x >= 0 && one.x + BOX_WIDTH <= drawing.width, "{}", one.node.id);
        assert!(one.y >= 0 && one.y + BOX_HEIGHT <= drawing.height, "{}", one.node.id);
        for other in &drawing.boxes[index + 1..] {
            let apart = (one.x - other.x).abs() >= BOX_WIDTH || (one.y - other.y).abs() >= BOX_HEIGHT;
            assert!(apart, "{} and {} overlap", one.node.id, other.node.id);
        }
    }
}

#[test]
fn what_answers_stands_below_what_it_answers() {
    let nodes: Vec<_> = ["02-NQ/TW", "768-CTr/ĐU", "cell", "branch", "58-KH/TU"].map(node).into();
    let links = [
        link("768-CTr/ĐU", "02-NQ/TW"),
        link("cell", "768-CTr/ĐU"),
        link("branch", "cell"),
        link("branch", "02-NQ/TW"),
        link("58-KH/TU", "02-NQ/TW"),
    ];
    let drawing = draw(&nodes, &links);
    for link in &links {
        assert!(place(&drawing, &link.from).y > place(&drawing, &link.to).y);
    }
    assert_eq!((drawing.boxes.len(), drawing.links.len()), (5, 5));
    no_two_overlap(&drawing);
    assert_eq!(drawing, draw(&nodes, &links), "the same graph, the same drawing");
}

#[test]
fn a_lone_child_stands_straight_below_and_siblings_stand_evenly() {
    let drawing = draw(&["a", "b", "c", "d"].map(node), &[link("b", "a"), link("c", "a"), link("d", "c")]);
    assert_eq!(place(&drawing, "c").x, place(&drawing, "d").x);
    let (b, c) = (place(&drawing, "b").x, place(&drawing, "c").x);
    assert!(((b + c) / 2 - place(&drawing, "a").x).abs() <= 2);
}

#[test]
fn cycles_strangers_and_loose_nodes_do_no_harm() {
    let nodes: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h"].map(node).into();
    let links = [link("a", "b"), link("b", "c"), link("c", "a"), link("d", "d"), link("e", "nobody")];
    let drawing = draw(&nodes, &links);
    assert_eq!((drawing.boxes.len(), drawing.links.len()), (8, 3));
    no_two_overlap(&drawing);
    assert_eq!(draw(&[], &links), Drawing::default());
}

#[test]
fn a_wide_graph_keeps_its_boxes_apart() {
    let nodes: Vec<_> = (0..60).map(|i| node(&i.to_string())).collect();
    let links: Vec<_> = (1..60).map(|i| link(&i.to_string(), &((i * 7) % i.min(9)).to_string())).collect();
    no_two_overlap(&draw(&nodes, &links));
}

#[test]
fn titles_are_cut_to_two_lines_by_words() {
    assert_eq!(wrap("Một trích yếu ngắn"), ["Một trích yếu ngắn"]);
    let lines = wrap("Một trích yếu dài phải viết thành nhiều dòng để xem chữ trong ô bị cắt ở đâu");
    assert_eq!(lines.len(), 2);
    assert!(lines[1].ends_with('…') && lines.iter().all(|line| line.chars().count() <= LINE));
    assert!(wrap("").is_empty());
}
