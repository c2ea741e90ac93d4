// A workbook as a spreadsheet program would change it: numbers typed into cells of its first sheet.
//
// Only as much of the format as the forms of reports use. Not here: what the program makes of it.

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const SHEET = "xl/worksheets/sheet1.xml";

/** The parts of an archive, in order. */
function parts(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const found = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === CENTRAL) {
    const [method, size, name, extra, note] = [10, 20, 28, 30, 32].map((place) =>
      place === 20 ? archive.readUInt32LE(at + place) : archive.readUInt16LE(at + place),
    ) as [number, number, number, number, number];
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = archive.subarray(begin, begin + size);
    const title = archive.toString("utf8", at + 46, at + 46 + name);
    found.set(title, method === 0 ? content : inflateRawSync(content));
    at += 46 + name + extra + note;
  }
  return found;
}

/** An archive of parts. */
function archived(all: Map<string, Buffer>): Buffer {
  const [bodies, heads]: [Buffer[], Buffer[]] = [[], []];
  let place = 0;
  for (const [title, content] of all) {
    const [name, packed] = [Buffer.from(title), deflateRawSync(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const [local, central, tail] = [Buffer.alloc(4), Buffer.alloc(6), Buffer.alloc(14)];
    local.writeUInt32LE(LOCAL);
    central.writeUInt32LE(CENTRAL);
    central.writeUInt16LE(20, 4);
    tail.writeUInt32LE(place, 10);
    bodies.push(local, common, name, packed);
    heads.push(central, common, tail, name);
    place += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(all.size, 8);
  end.writeUInt16LE(all.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(place, 16);
  return Buffer.concat([...bodies, directory, end]);
}

/** Types numbers into the column of values, by the number of the line. */
export function typed(workbook: Buffer, values: Record<string, number>): Buffer {
  const all = parts(workbook);
  const text = (name: string): string => all.get(name)?.toString("utf8") ?? "";
  const shared = [...text("xl/sharedStrings.xml").matchAll(/<si><t[^>]*>([^<]*)<\/t><\/si>/g)].map((match) => match[1]);
  let sheet = text(SHEET);
  for (const [line, value] of Object.entries(values)) {
    const row = new RegExp(`<c r="A(\\d+)"[^>]*t="s"><v>${shared.indexOf(line)}</v>`).exec(sheet)?.[1];
    if (!row) throw new Error(`the form has no line ${line}`);
    const cell = new RegExp(`<c r="D${row}"( s="\\d+")?(?:/>|>.*?</c>)`);
    if (!cell.test(sheet)) throw new Error(`line ${line} has no cell for its value`);
    sheet = sheet.replace(cell, (_, style: string | undefined) => `<c r="D${row}"${style ?? ""}><v>${value}</v></c>`);
  }
  all.set(SHEET, Buffer.from(sheet));
  return archived(all);
}
