//! `congdoan export`: units, memberships, posts, records, base rows of figures and employers, for programs.
//!
//! Not here: what stands in an export (`service::papers::exports`).

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use congdoan_service::papers::exports::{Exported, Format};

use crate::{
    database::{Place, open},
    output::Failure,
};

/// Arguments of `export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Export {
    /// Xuất gì / what
    #[arg(value_enum)]
    what: What,
    /// Dạng tệp / form of the file
    #[arg(long, value_enum, default_value = "csv")]
    format: Form,
    /// Ghi ra tệp; nếu không thì ra đầu ra chuẩn / write into a file; else to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Units,
    Members,
    Posts,
    Records,
    Figures,
    Employers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Xlsx,
    Parquet,
}

impl Export {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let service = open(place).await?;
        let what = match self.what {
            What::Units => Exported::Units,
            What::Members => Exported::Members,
            What::Posts => Exported::Posts,
            What::Records => Exported::Records,
            What::Figures => Exported::Figures,
            What::Employers => Exported::Employers,
        };
        let format = match self.format {
            Form::Csv => Format::Csv,
            Form::Xlsx => Format::Xlsx,
            Form::Parquet => Format::Parquet,
        };
        let Some(path) = self.output else {
            let out = BufWriter::with_capacity(1 << 16, io::stdout());
            service.export(what, format, out).await?.flush()?;
            return Ok(());
        };
        // A name beside the wished one: an interrupted export must not look like a whole one.
        let partial = path.with_extension("partial");
        let out = BufWriter::with_capacity(1 << 16, File::create(&partial)?);
        let written = async {
            let mut out = service.export(what, format, out).await?;
            out.flush()?;
            Ok::<(), Failure>(())
        };
        match written.await {
            Ok(()) => Ok(std::fs::rename(&partial, &path)?),
            Err(failure) => {
                let _ = std::fs::remove_file(&partial);
                Err(failure)
            }
        }
    }
}
