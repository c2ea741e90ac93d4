"""Lays down what the fuzz targets begin with, in fuzz/corpus: the papers of the tests and small ones written here.

    python3 fuzz/seeds.py
"""

import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
TEXTS = HERE.parent / "crates/paper/tests/texts"


def put(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        names = ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"]
        return b"\n----\n".join(archive.read(name) if name in archive.namelist() else b"" for name in names)


SMALL_DOCX = b"""\x01<w:document><w:body><w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>\xc4\x90i\xe1\xbb\x81u</w:t><w:footnoteReference w:id="2"/>
</w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>
----
<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/>
</w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>
----
<w:styles><w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>
----
<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>"""

TABLE = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <1ea4> <42> <0110> endbfchar 1 beginbfrange <43> <50> <0061> endbfrange"
DRAW = b"q 1 0 0 1 0 0 cm BT /F 12 Tf 14 TL 80 700 Td (ABC CDE) Tj T* [(AB) -300 (CD)] TJ (x) ' ET Q /X Do BI /W 1 ID abc EI "
PDF = [
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
    b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 7 0 R>>>>>>endobj\n",
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(DRAW), DRAW),
    b"5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 65/Widths[500 600]/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>endobj\n",
    b"6 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(TABLE), TABLE),
    b"7 0 obj<</Subtype/Form/Matrix[1 0 0 1 5 5]/Filter/ASCIIHexDecode>>stream\n4254202f46203132205466202841422920546a204554>\nendstream endobj\n",
    b"trailer<</Root 1 0 R>>\n",
]
PACKED = b"1 0 obj<</Type/ObjStm/N 2/First 8>>stream\n9 0 10 3 55 (text)\nendstream endobj 2 0 obj<</Type/XRef/Root 3 0 R>>stream\n\nendstream endobj\n"


def main():
    for name in ["plan.docx", "tracked.docx"]:
        put("docx", name, b"\x00" + (TEXTS / name).read_bytes())
        put("docx", name + ".parts", b"\x01" + parts(TEXTS / name))
    put("docx", "small", SMALL_DOCX)
    for name in ["plan.pdf", "lines.pdf", "scan.pdf", "locked.pdf"]:
        put("pdf", name, (TEXTS / name).read_bytes())
    put("pdf", "small", b"".join(PDF))
    put("pdf", "packed", PACKED + b"".join(PDF[1:]))
    put("pdf", "wide", b"".join(PDF).replace(b"/Subtype/TrueType", b"/Subtype/Type0/DescendantFonts[<</W[65[500 600]70 90 300]>>]"))
    put("html", "plan.html", (TEXTS / "plan.html").read_bytes())
    put("html", "small", b"<table><tr><td>a<td>b</table><ol type=a><li>c<ol><li>d</ol></ol><pre>e\n f</pre>&aacute;<nav>g</nav>")
    text = (TEXTS / "plan.txt").read_bytes()
    put("text", "plan.txt", text)
    for place, line in enumerate(text.split(b"\n")):
        put("text", f"line{place}", line)


if __name__ == "__main__":
    main()
