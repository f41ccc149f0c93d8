#!/usr/bin/env python3
"""Writes workbooks (.xlsx) part by part, as the format says (ECMA-376), without a spreadsheet's code.

make_sheet.py KIND OUT.xlsx; KIND openpyxl is written by openpyxl (exit status 77 where it cannot be imported).
"""

import datetime
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>Patient ID</t></si><si><t xml:space="preserve"> Histopathology (grade) </t></si>'
    "<si><r><rPr><b/></rPr><t>adeno</t></r><r><t>carcinoma</t></r><rPh sb='0' eb='1'><t>sound</t></rPh></si></sst>"
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="166"/></cellXfs></styleSheet>'
)
SHEET = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>Date</t></is></c></row>'
    '<row r="2"/><row r="4"><c r="A4" t="str"><f>"A"&amp;1</f><v>A0001</v></c><c r="B4" t="s"><v>2</v></c>'
    '<c r="D4" s="1"><v>43831</v></c><c r="E4" s="2"><v>43831.520833333336</v></c><c r="F4" s="3"><v>43831</v></c></row>'
    '<row r="5"><c r="A5"><v>7</v></c><c r="B5" t="b"><v>1</v></c><c r="C5" t="e"><v>#N/A</v></c>'
    '<c r="D5"><f>1+1</f></c><c r="E5" s="4"><v>0.5</v></c><c r="F5" s="5"><v>1.5</v></c>'
    '<c r="G5"><v>0.10000000000000001</v></c><c r="H5" s="1"><v>59</v></c><c r="I5" s="1"><v>60</v></c>'
    '<c r="J5" s="1"><v>61</v></c><c r="K5" t="d"><v>2021-03-04</v></c></row>'
)


def write(path, sheet=SHEET, prolog="", workbook_pr="", strings=STRINGS, leave_out=(), raw=None):
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook_pr}<sheets>'
        '<sheet name="Clinical" sheetId="7" r:id="rId9"/><sheet name="Other" sheetId="1" r:id="rId8"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="rId8" Type="{OFFICE}/worksheet" Target="worksheets/other.xml"/>'
        f'<Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="/xl/worksheets/first.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": STYLES,
        "xl/worksheets/other.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
        "xl/worksheets/first.xml": raw or f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if name not in leave_out:
                archive.writestr(name, text)


def cell(reference, value):
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def write_with_openpyxl(path):
    try:
        import openpyxl
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(77)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Subject ID", "Study Date", "diagnosis", "age", "time", "weight"])
    sheet.append(["PETCT_1", datetime.date(2019, 12, 31), "MELANOMA", 61, datetime.time(8, 30), 71.25])
    sheet.append(["PETCT_2", datetime.datetime(2020, 2, 29, 23, 59, 58), "Lymphom \u00fc", 7, None, -0.5])
    workbook.create_sheet("later").append(["not", "this"])
    workbook.save(path)


if __name__ == "__main__":
    kind, out = sys.argv[1:]
    if kind == "openpyxl":
        write_with_openpyxl(out)
    elif kind == "plain":
        write(out)
    elif kind == "1904":
        write(out, '<row><c s="1"><v>0</v></c><c/><c s="1"><v>42369</v></c></row>', workbook_pr='<workbookPr date1904="1"/>')
    elif kind == "clinical":
        rows = [["Patient ID", "Histopathology"], ["Lung_Dx-A0001", "Adenocarcinoma"], ["G0002", "Squamous"]]
        write(out, "".join("<row>" + "".join(cell(f"{'AB'[c]}{r + 1}", v) for c, v in enumerate(row)) + "</row>" for r, row in enumerate(rows)))
    elif kind == "bomb":
        write(out, raw=" " * (200 << 20))
    elif kind == "entities":
        names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        write(out, cell("A1", "&e9;"), prolog=f'<!DOCTYPE x [<!ENTITY e0 "lol">{names}]>')
    elif kind == "wide":
        write(out, "".join(f"<row>{cell(f'XFD{n + 1}', 'x')}</row>" for n in range(300)))
    elif kind == "long":
        strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * (1 << 20)}</t></si></sst>'
        write(out, "<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>", strings=strings)
    elif kind == "far":
        write(out, f"<row>{cell('XFE1', 'x')}</row>")
    elif kind == "index":
        write(out, '<row><c r="A1" t="s"><v>-3</v></c></row>')
    elif kind == "letters":
        write(out, '<row><c r="A1"><v>seven</v></c></row>')
    elif kind == "unfinished":
        write(out, "<row><c><v>1</v></c>")
    elif kind == "no sheet":
        write(out, leave_out=["xl/worksheets/first.xml"])
    elif kind == "no workbook":
        write(out, leave_out=["xl/workbook.xml"])
    else:
        sys.exit(f"no kind {kind}")
