//! The archive an XLSX or a DOCX is: its parts, and a part as a stream that cannot run away.
//!
//! The directory is read once; each stream opens the file anew, so that several sheets can be walked at a time. What a
//! part expands to is counted as it comes out, not believed from the directory, and its checksum is held at the end.
//!
//! Not here: what stands in the parts (`workbook`, `strings`, `styles`, `cells`, and `text::docx`).

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom, Take},
    path::{Path, PathBuf},
    sync::Arc,
};

use flate2::{Crc, read::DeflateDecoder};
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use super::IntakeError;

/// How an error of the archive as a whole names it.
pub(crate) const ARCHIVE: &str = "XLSX";
/// More parts than any workbook has.
const MOST_PARTS: usize = 20_000;
const BLOCK: usize = 64 * 1024;
/// The most bytes between two marks (one tag or one text): a cell holds 32,767 characters, escaped at most tenfold.
pub(crate) const LONGEST_PIECE: usize = 4 * 1024 * 1024;
/// The most bytes of the parts that are held: styles, links, the list of sheets.
pub(crate) const SMALL_PART: u64 = 32 * 1024 * 1024;

/// Where a part lies in the file.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its name, for messages.
    pub(crate) name: String,
    start: u64,
    packed: u64,
    deflated: bool,
    checksum: u32,
}

/// Where the archive lies: each stream reads it anew.
#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// The archive as bytes one can move about in.
enum Bytes {
    File(File),
    Memory(Cursor<Arc<[u8]>>),
}

impl Place {
    fn bytes(&self) -> io::Result<BufReader<Bytes>> {
        Ok(match self {
            Self::File(path) => BufReader::with_capacity(BLOCK, Bytes::File(File::open(path)?)),
            Self::Memory(bytes) => BufReader::with_capacity(BLOCK, Bytes::Memory(Cursor::new(Arc::clone(bytes)))),
        })
    }
}

impl Read for Bytes {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(into),
            Self::Memory(bytes) => bytes.read(into),
        }
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}

/// The parts of an archive by name; names are compared without case, as the programs that write them do.
#[derive(Debug)]
pub(crate) struct Package {
    place: Place,
    parts: HashMap<String, Part>,
    expanded: u64,
}

impl Package {
    /// Reads the directory of the archive. No part may expand beyond `expanded` bytes.
    pub(crate) fn open(path: &Path, expanded: u64) -> Result<Self, IntakeError> {
        Self::read(Place::File(path.to_owned()), expanded)
    }

    /// The same over an archive that was sent and lies in memory.
    pub(crate) fn of_bytes(bytes: Arc<[u8]>, expanded: u64) -> Result<Self, IntakeError> {
        Self::read(Place::Memory(bytes), expanded)
    }

    fn read(place: Place, expanded: u64) -> Result<Self, IntakeError> {
        let mut archive = ZipArchive::new(place.bytes()?).map_err(whole)?;
        if archive.len() > MOST_PARTS {
            return Err(IntakeError::damaged(ARCHIVE, format!("{} parts", archive.len())));
        }
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(whole)?;
            let name = entry.name().map_err(whole)?.into_owned();
            let deflated = match entry.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                other => return Err(IntakeError::damaged(&name, format!("packed as {other}"))),
            };
            if entry.encrypted() {
                return Err(IntakeError::Encrypted);
            }
            let Some(start) = entry.data_start() else {
                return Err(IntakeError::damaged(&name, "no data"));
            };
            let part = Part { start, packed: entry.compressed_size(), deflated, checksum: entry.crc32(), name };
            parts.insert(key(&part.name), part);
        }
        Ok(Self { place, parts, expanded })
    }

    /// A part by its name from the root of the archive.
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.get(&key(name))
    }

    /// Whether any part has a name that begins so.
    pub(crate) fn has_below(&self, folder: &str) -> bool {
        self.parts.keys().any(|name| name.starts_with(folder))
    }

    /// The part as a stream that gives up after `most` expanded bytes.
    pub(crate) fn stream(&self, part: &Part, most: u64) -> Result<PartStream, IntakeError> {
        let mut bytes = self.place.bytes()?;
        bytes.seek(SeekFrom::Start(part.start))?;
        let packed = bytes.take(part.packed);
        let source = if part.deflated { Source::Deflated(DeflateDecoder::new(packed)) } else { Source::Stored(packed) };
        Ok(PartStream {
            source,
            block: vec![0; BLOCK],
            filled: 0,
            used: 0,
            name: part.name.clone(),
            limit: most,
            left: most,
            piece: 0,
            sum: Crc::new(),
            checksum: part.checksum,
        })
    }

    /// How many bytes a sheet or the shared texts may expand to.
    pub(crate) fn limit(&self) -> u64 {
        self.expanded
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn whole(error: ZipError) -> IntakeError {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => IntakeError::Io(error),
        other => IntakeError::damaged(ARCHIVE, other.to_string()),
    }
}

enum Source {
    Stored(Take<BufReader<Bytes>>),
    Deflated(DeflateDecoder<Take<BufReader<Bytes>>>),
}

/// What stops a stream that is whole but too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Overrun {
    /// The part expands beyond the limit.
    #[error("the part expands beyond the limit")]
    Part,
    /// A single tag or text is longer than any real one.
    #[error("a single piece is longer than any real one")]
    Piece,
}

/// The expanded bytes of a part.
pub(crate) struct PartStream {
    name: String,
    source: Source,
    block: Vec<u8>,
    filled: usize,
    used: usize,
    limit: u64,
    left: u64,
    piece: u64,
    sum: Crc,
    checksum: u32,
}

impl PartStream {
    /// Says that a piece (a tag, a text) ended here.
    pub(crate) fn mark(&mut self) {
        self.piece = 0;
    }

    /// The name of the part.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What an error of this stream means; `row` is the last row that could be read.
    pub(crate) fn told(&self, error: &io::Error, row: u32) -> IntakeError {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Overrun>()) {
            Some(Overrun::Part) => IntakeError::TooLarge { part: self.name.clone(), limit: self.limit },
            Some(Overrun::Piece) => IntakeError::TooLong { row },
            None => IntakeError::damaged(&self.name, error.to_string()),
        }
    }

    /// Reads on to the end of the part, for its checksum.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        loop {
            self.mark();
            let more = self.fill_buf()?.len();
            if more == 0 {
                return Ok(());
            }
            self.consume(more);
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = match &mut self.source {
            Source::Stored(source) => source.read(&mut self.block)?,
            Source::Deflated(source) => source.read(&mut self.block)?,
        };
        (self.filled, self.used) = (read, 0);
        if read == 0 {
            let whole = self.sum.sum() == self.checksum;
            return if whole { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidData, "wrong checksum")) };
        }
        self.sum.update(self.block.get(..read).unwrap_or_default());
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(Overrun::Part))?;
        Ok(())
    }
}

impl BufRead for PartStream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used >= self.filled {
            if self.piece > LONGEST_PIECE as u64 {
                return Err(io::Error::other(Overrun::Piece));
            }
            self.refill()?;
        }
        Ok(self.block.get(self.used..self.filled).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.used = self.used.saturating_add(amount).min(self.filled);
        self.piece = self.piece.saturating_add(amount as u64);
    }
}

impl Read for PartStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
