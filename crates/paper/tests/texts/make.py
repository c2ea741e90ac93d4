"""Makes the papers the tests read: one paper, written by other programs in the formats people send.

    python3 -m pip install python-docx reportlab
    python3 crates/paper/tests/texts/make.py

python-docx writes plan.docx; plan.html is written here and Chromium prints it to plan.pdf; reportlab writes the PDFs of
other kinds. The names and numbers are invented.
"""

import pathlib
import subprocess
import sys
from html import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

HERE = pathlib.Path(__file__).parent

HEAD_LEFT = ["LIÊN ĐOÀN LAO ĐỘNG", "TỈNH SÔNG MÂY", "Số: 57/KH-LĐLĐ"]
HEAD_RIGHT = ["ĐẢNG CỘNG SẢN VIỆT NAM", "Bản soạn riêng để thử", "Sông Mây, ngày 14 tháng 3 năm 2023"]
TITLE = ["KẾ HOẠCH", "Phát triển đoàn viên và thành lập công đoàn cơ sở giai đoạn 2023 - 2028"]
BASIS = [
    "Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị bàn riêng về công đoàn, nay được Sông Mây đưa vào việc của "
    "từng năm;",
    "Thực hiện Chương trình hành động số 31-CTr/TU ngày 20/9/2021 của Tỉnh ủy Sông Mây, Ban Thường vụ Liên đoàn Lao động "
    "tỉnh ban hành kế hoạch với các nội dung sau:",
]
# level, text: level 0 counts I, II; level 1 counts 1, 2; level 2 counts a, b.
BODY = [
    (0, "MỤC ĐÍCH, YÊU CẦU"),
    (1, "Tập hợp người lao động vào tổ chức công đoàn, nhất là ở doanh nghiệp có từ 25 lao động trở lên."),
    (1, "Các cấp công đoàn xác định rõ việc, rõ người, rõ thời hạn và báo cáo hằng quý."),
    (0, "CHỈ TIÊU"),
    (1, "Đến năm 2025, có ít nhất 85% doanh nghiệp đủ điều kiện thành lập được công đoàn cơ sở."),
    (1, "Đến năm 2028, kết nạp mới từ 12.500 đoàn viên trở lên, trong đó:"),
    (2, "Khu công nghiệp: 9.000 đoàn viên;"),
    (2, "Các huyện, thành phố: 3.500 đoàn viên."),
    (0, "TỔ CHỨC THỰC HIỆN"),
    (1, "Ban Tổ chức chủ trì tham mưu, hoàn thành trước ngày 30/11/2023."),
    (1, "Năm 2022, toàn tỉnh đã kết nạp 2.340 đoàn viên, đạt 104% kế hoạch."),
]
DASHES = ["Văn phòng theo dõi, đôn đốc việc thực hiện;", "Ủy ban Kiểm tra giám sát hằng năm."]
TABLE = [
    ["TT", "Đơn vị", "Chỉ tiêu năm 2023", "Ghi chú"],
    ["1", "Huyện Bến Gỗ", "450 đoàn viên", ""],
    ["2", "Huyện Đá Trắng", "380 đoàn viên", "tăng 5%"],
    ["3", "Khu công nghiệp Mây Xanh", "1.670 đoàn viên", ""],
]
END_LEFT = ["Nơi nhận:", "- Thường trực Tỉnh ủy (báo cáo);", "- Lưu: VT, TC."]
END_RIGHT = ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]

NUMBERING = """
<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum>
"""


def number(paragraph, level):
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
    )


def lists(document):
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w")).strip()))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def layout(document, columns):
    table = document.add_table(rows=1, cols=len(columns))
    for cell, lines in zip(table.rows[0].cells, columns):
        cell.paragraphs[0].text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def paper():
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Liberation Serif")
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.5)
    section.footer.paragraphs[0].text = "Chân trang không thuộc văn bản"
    lists(document)
    layout(document, [HEAD_LEFT, HEAD_RIGHT])
    for line in TITLE:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True
    for line in BASIS:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for level, line in BODY:
        paragraph = document.add_paragraph()
        paragraph.add_run(line).bold = level == 0
        number(paragraph, level)
    for line in DASHES:
        document.add_paragraph("- " + line)
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text
    document.add_paragraph()
    layout(document, [END_LEFT, END_RIGHT])
    return document


def plain():
    lines = HEAD_LEFT + HEAD_RIGHT + [""] + TITLE + BASIS
    counts = [0, 0, 0]
    for level, text in BODY:
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        mark = [["I", "II", "III"][counts[0] - 1] + ".", f"{counts[1]}.", "abc"[counts[2] - 1] + ")"][level]
        lines.append(f"{mark} {text}")
    lines += ["- " + line for line in DASHES]
    lines += ["\t".join(row).rstrip() for row in TABLE]
    return "\n".join(lines + [""] + END_LEFT + END_RIGHT) + "\n"


def tracked():
    """A paper with what programs hide in papers: changes, notes, fields, text boxes, hidden text."""
    document = Document()
    lists(document)
    body = document.element.body

    def add(xml):
        body.insert(len(body) - 1, parse_xml(xml))

    w = nsdecls("w")
    add(f'<w:p {w}><w:r><w:t xml:space="preserve">Chỉ tiêu là </w:t></w:r><w:del w:id="1" w:author="A"><w:r><w:delText>70%'
        f'</w:delText></w:r></w:del><w:ins w:id="2" w:author="A"><w:r><w:t>80%</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>')
    add(f'<w:p {w}><w:moveFrom w:id="3" w:author="A"><w:r><w:t>đã dời đi</w:t></w:r></w:moveFrom><w:r><w:t>Dòng một</w:t>'
        f'<w:br/><w:t>dòng hai</w:t><w:tab/><w:t>sau tab</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>chữ ẩn</w:t></w:r></w:p>')
    add(f'<w:p {w}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r><w:r>'
        f'<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>trang 7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    extra = ('xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/'
             'office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"')
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    add(f'<w:p {w} {extra}><w:r><w:t>Ngoài khung</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>'
        f'</mc:Fallback></mc:AlternateContent></w:r></w:p>')
    for level, line in [(0, "Một"), (1, "Nhỏ"), (1, "Nhỏ nữa"), (0, "Hai"), (1, "Lại từ đầu"), (2, "Nhỏ nhất")]:
        number(document.add_paragraph(line), level)
    document.save(HERE / "tracked.docx")


def cells(lines, tag="p"):
    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)


def page():
    """The paper as a web page, with what web pages have around a paper."""
    parts = ["<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Cổng tin</title>"
             "<style>body{font:12pt 'DejaVu Serif';margin:0}td p{text-align:center;margin:0}h1,h2{text-align:center;"
             "font-size:12pt}table.grid td{border:1px solid;padding:4px}nav{display:none}</style>"
             "<script>if (1 < 2) document.title = '<p>99% số 9-NQ/TW</p>';</script></head><body>"
             "<nav><a href=/>Trang chủ</a> <a href=/tin>Tin tức 100%</a></nav>"]
    parts.append(f"<table width=100%><tr><td width=42%>{cells(HEAD_LEFT)}<td>{cells(HEAD_RIGHT)}</table>")
    parts += [f"<h1>{escape(TITLE[0])}</h1>", f"<h2>{escape(TITLE[1])}</h2>"]
    parts.append("\n".join(f"<p>{escape(line).replace(' ', chr(10), 1)}" for line in BASIS))
    depth = -1
    for level, text in BODY:
        while depth < level:
            depth += 1
            # Browsers draw "a." where the paper says "a)": the third level is written by hand.
            parts.append(["<ol type=I>", "<ol>", "<div>"][depth])
        while depth > level:
            parts.append(["</ol>", "</ol>", "</div>"][depth])
            depth -= 1
        parts.append(f"<li>{escape(text)}" if level < 2 else f"<p>{'ab'[text.startswith('Các')]}) {escape(text)}</p>")
    parts += ["</ol></ol>", cells(["- " + line for line in DASHES])]
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in TABLE)
    parts.append(f"<table class=grid>{rows}</table>")
    parts.append(f"<table width=100%><tr><td align=left>{cells(END_LEFT)}</td><td>{cells(END_RIGHT)}</td></tr></table>")
    return "".join(parts)


def chromium():
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
               f"--print-to-pdf={HERE / 'plan.pdf'}", (HERE / "plan.html").as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def reportlab_papers():
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    fonts = subprocess.run(["fc-match", "-f", "%{file}", "DejaVu Serif"], capture_output=True, text=True).stdout
    pdfmetrics.registerFont(TTFont("Serif", fonts))
    page = canvas.Canvas(str(HERE / "lines.pdf"), pagesize=A4, invariant=1)
    for number_of_page, lines in enumerate([BASIS[:1], ["Mục tiêu: 85% doanh nghiệp."]], 1):
        page.setFont("Serif", 12)
        page.drawString(290, 810, str(number_of_page))
        for place, line in enumerate(lines):
            words, y, row = line.split(), 760 - place * 40, ""
            for word in words + [None]:
                if word is None or page.stringWidth(f"{row} {word}", "Serif", 12) > 440:
                    page.drawString(80, y, row)
                    y, row = y - 18, word or ""
                else:
                    row = f"{row} {word}".strip()
        page.showPage()
    page.save()
    scan = canvas.Canvas(str(HERE / "scan.pdf"), pagesize=A4, invariant=1)
    scan.rect(50, 50, 400, 600, fill=1)
    scan.showPage()
    scan.save()
    locked = canvas.Canvas(str(HERE / "locked.pdf"), pagesize=A4, encrypt="matkhau")
    locked.drawString(80, 700, "Locked")
    locked.showPage()
    locked.save()


def main():
    paper().save(HERE / "plan.docx")
    (HERE / "plan.txt").write_text(plain(), encoding="utf-8")
    (HERE / "plan.html").write_text(page(), encoding="utf-8")
    chromium()
    tracked()
    reportlab_papers()


if __name__ == "__main__":
    sys.exit(main())
