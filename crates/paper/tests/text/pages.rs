//! Web pages as they are sent: without ends, in old encodings, with what stands around a text.

use super::read;

fn page(body: &str) -> String {
    read(format!("<!DOCTYPE html><html><body>{body}</body></html>")).expect("a page")
}

#[test]
fn blocks_are_lines_and_spaces_fold() {
    assert_eq!(
        page("<p>Nghị  quyết\n <b>số</b> 02<i>-NQ</i>/TW<p>hai<br>ba<div>bốn</div>năm"),
        "Nghị quyết số 02-NQ/TW\nhai\nba\nbốn\nnăm\n"
    );
    assert_eq!(page("<p>a&nbsp;b &amp; c &#x1EA1;</p>"), "a b & c ạ\n");
    assert_eq!(page("<pre>một\n  hai\n</pre>ba"), "một\n  hai\nba\n");
}

#[test]
fn lists_carry_their_numbers() {
    assert_eq!(
        page("<ol start=3><li>a<li value=7>b<ol type=a><li>c</ol><li>d</ol><ul><li>e</ul>"),
        "3. a\n7. b\na. c\n8. d\n- e\n"
    );
    assert_eq!(page("<ol style='list-style-type: upper-roman'><li><p>x</p></li><li>y</li></ol>"), "I. x\nII. y\n");
}

#[test]
fn tables_are_rows_even_without_ends() {
    assert_eq!(page("<table><tr><th>TT<th>Tên<tr><td>1<td><p>Gò Me</p></table>sau"), "TT\tTên\n1\tGò Me\nsau\n");
    assert_eq!(page("<table><td>a<td>b<table><td>c</table>"), "a\nb\nc\n");
}

#[test]
fn programs_looks_and_ways_about_the_site_are_left_out() {
    let around = "<script>document.write('<p>99%</p>')</script><style>p{}</style><nav>Trang chủ<nav>x</nav>y</nav>\
                  <div hidden>ẩn</div><noscript>bật</noscript><template>mẫu</template><!-- chú --><p>Chỉ tiêu 85%</p>";
    assert_eq!(page(around), "Chỉ tiêu 85%\n");
    assert_eq!(read("<html><script>chưa đóng <p>x"), Err(congdoan_paper::text::TextError::Empty));
}

#[test]
fn a_page_is_read_in_the_letters_it_says() {
    let mut old = b"<html><head><meta charset=windows-1258></head><p>Li\xean \xf0o\xe0n t\xf4\xec".to_vec();
    old.extend(b" T\xf4\xd2");
    let text = read(old).expect("a page");
    assert!(text.starts_with("Liên đoàn"), "{text}");
    let wide: Vec<u8> = "\u{feff}<html><p>Điều 1</p>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(wide).expect("a page"), "Điều 1\n");
}
