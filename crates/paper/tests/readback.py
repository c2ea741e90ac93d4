"""Prints what another program reads in an XLSX file, as JSON on standard output.

Usage: readback.py FILE [ROWS]: at most ROWS rows of each sheet, with the look of every cell.
"""

import datetime
import json
import sys

import openpyxl


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.strftime("%Y-%m-%d")
    return value


def cell(source):
    return {
        "at": source.coordinate,
        "value": plain(source.value),
        "type": "d" if source.is_date else source.data_type,
        "format": source.number_format,
        "font": source.font.name,
        "bold": bool(source.font.bold),
        "italic": bool(source.font.italic),
        "underline": source.font.underline,
        "align": source.alignment.horizontal,
        "wrap": bool(source.alignment.wrap_text),
        "border": source.border.bottom.style,
        "quoted": bool(source.quotePrefix),
    }


def sheet(source, most):
    rows = source.iter_rows(max_row=most) if most else source.iter_rows()
    return {
        "name": source.title,
        "rows": source.max_row,
        "columns": source.max_column,
        "cells": [cell(each) for row in rows for each in row if each.value is not None],
        "merged": sorted(str(each) for each in source.merged_cells.ranges),
        "frozen": source.freeze_panes,
        "repeated": source.print_title_rows,
        "paper": source.page_setup.paperSize,
        "orientation": source.page_setup.orientation,
        "fit": [source.page_setup.fitToWidth, source.page_setup.fitToHeight, source.sheet_properties.pageSetUpPr.fitToPage],
        "narrowest": min(each.width for each in source.column_dimensions.values()),
    }


def main():
    most = int(sys.argv[2]) if len(sys.argv) > 2 else None
    book = openpyxl.load_workbook(sys.argv[1])
    json.dump(
        {
            "title": book.properties.title,
            "creator": book.properties.creator,
            "created": book.properties.created.isoformat(),
            "sheets": [sheet(each, most) for each in book.worksheets],
        },
        sys.stdout,
    )


main()
