"""Writes lists of members the way officers keep them, with openpyxl, into a folder.

Usage: officers.py FOLDER
"""

import datetime
import pathlib
import sys

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def heads(sheet):
    sheet["A1"] = "CÔNG ĐOÀN CÔNG TY MAY HƯNG THỊNH"
    sheet.merge_cells("A1:D1")
    sheet["E1"] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    sheet.merge_cells("E1:I1")
    sheet["A3"] = "DANH SÁCH ĐOÀN VIÊN CÔNG ĐOÀN NĂM 2026"
    sheet.merge_cells("A3:I3")
    top = ["TT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Số CCCD/CMND", "Điện thoại", "Ngày kết nạp", "Đảng viên", "Ghi chú"]
    for column, title in enumerate(top, start=1):
        sheet.cell(5, column, title)
    sheet["C6"], sheet["D6"] = "Nam", "Nữ"
    for letter in "ABEFGHI":
        sheet.merge_cells(f"{letter}5:{letter}6")
    sheet.merge_cells("C5:D5")
    for column in range(1, 10):
        sheet.cell(7, column, f"({column})")


def first(sheet):
    heads(sheet)
    rows = [
        ("I. Phân xưởng may 1",),
        (1, "Nguyễn Văn An", "05/03/1988", None, "038088001234", "0912345678", datetime.date(2015, 7, 28), "x", None),
        (2, "Trần  Thị\nBích ", None, datetime.datetime(1990, 12, 1), 1190001234, 912345679, "1/8/2016", None, "nghỉ thai sản"),
        ("II. Phân xưởng may 2",),
        (3, "Tống Công Minh", 1985, None, "186 123 456", "+84 912 345 680", "tháng 3/2019", "có", None),
        (4, "Lê Thị Công", None, "31/2/1991", 38191001235, "0912.345.681", None, None, None),
        ("Tổng cộng", None, 2, 2),
    ]
    for number, row in enumerate(rows, start=8):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    sheet["G11"].number_format = "@"
    sheet["A8"].font = openpyxl.styles.Font(bold=True)
    sheet.merge_cells("A8:I8")
    sheet["F17"] = "Nghệ An, ngày 22 tháng 11 năm 2026"
    sheet["B18"], sheet["F18"] = "NGƯỜI LẬP BIỂU", "TM. BAN CHẤP HÀNH"
    sheet["F22"] = "Phạm Văn Chủ"
    sheet["B22"] = "Hồ Thị Lập"


def second(sheet):
    sheet.append(["STT", "Họ và tên", None, "Giới tính", "Ngày sinh (dd/mm/yyyy)", "Số căn cước", "Mã số thuế"])
    sheet.append([1, "Vũ Đình", "Phúc", "Nam", datetime.date(1979, 1, 31), "001079000001", "#N/A"])
    sheet.append([2, "Đỗ Thị", "Quyên", "Nữ", 33000, "001182000002", True])
    sheet["G2"].data_type = "e"
    sheet["H3"] = datetime.time(7, 45)
    sheet["H3"].number_format = "h:mm"
    sheet["I3"] = 0.125
    sheet["I3"].number_format = "0.0%"


def main():
    folder = pathlib.Path(sys.argv[1])
    book = openpyxl.Workbook()
    book.active.title = "PX 1"
    first(book.active)
    second(book.create_sheet("Văn phòng"))
    old = book.create_sheet("Danh sách cũ")
    old["A1"] = "không dùng nữa"
    old.sheet_state = "hidden"
    book.create_chartsheet("Biểu đồ")
    book.save(folder / "members.xlsx")

    mac = openpyxl.Workbook()
    mac.epoch = CALENDAR_MAC_1904
    mac.active["B2"] = datetime.date(1988, 3, 5)
    mac.active["B2"].number_format = "dd/mm/yyyy"
    mac.save(folder / "mac.xlsx")

    lean = openpyxl.Workbook(write_only=True)
    sheet = lean.create_sheet("Dài")
    for number in range(1, 3001):
        sheet.append([number, f"Đoàn viên {number % 700}", datetime.date(1960, 1, 1) + datetime.timedelta(days=number)])
    lean.save(folder / "long.xlsx")


main()
