//! A client of the API that does nothing but ask and wait: one connection kept open, one request at a time.
//!
//! Not here: what is asked (`reports`).

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use crate::output::Failure;

/// One connection with its token.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
    token: String,
}

impl Client {
    /// Connects.
    pub(super) fn open(address: SocketAddr, token: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), token: token.to_owned() })
    }

    /// Asks for a page.
    pub(super) fn get(&mut self, path: &str) -> Result<(u16, Value), Failure> {
        let head = format!("GET {path} HTTP/1.1\r\n");
        self.ask(head, "")
    }

    /// Sends something under a key that lets it be done once.
    pub(super) fn post(&mut self, path: &str, key: &str, body: &Value) -> Result<(u16, Value), Failure> {
        let head = format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nIdempotency-Key: {key}\r\n");
        self.ask(head, &body.to_string())
    }

    fn ask(&mut self, head: String, body: &str) -> Result<(u16, Value), Failure> {
        let (token, length) = (&self.token, body.len());
        let rest =
            format!("Host: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all((head + &rest).as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "transfer-encoding" => chunked = true,
                _ => {}
            }
        }
        let mut said = if chunked { self.chunks()? } else { vec![0; length] };
        if !chunked {
            self.stream.read_exact(&mut said)?;
        }
        Ok((status, serde_json::from_slice(&said).unwrap_or_default()))
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Failure> {
        let mut said = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; length + 2];
            self.stream.read_exact(&mut chunk)?;
            chunk.truncate(length);
            if length == 0 {
                return Ok(said);
            }
            said.append(&mut chunk);
        }
    }
}
