//! Reads documents window by window and hands on what is in them.

use std::io::{self, Read};

use super::feeder::{Feeder, MAX_PIECE};
use super::{Behind, VALIDATOR_LIMIT, json, xml};
use crate::diagnostic::{Report, Span};

/// So many bytes of names, prefixes and namespaces may be kept from window to window.
const MAX_KEPT: usize = 16 << 20;

/// Takes the events of an XML document. A closure that takes the same three does.
pub trait XmlHandler {
    /// Takes the next event. What it keeps must be its own: the text is gone when the window moves on.
    fn event<'d>(&mut self, event: xml::Event<'d>, reader: &xml::Reader<'d>, report: &mut Report);

    /// Whether reading is to end at the first fault, as [`xml::Document::halting`] says.
    fn halts(&self) -> bool {
        false
    }

    /// Whether reading goes on however many faults there are, in a document that is at hand as a whole.
    fn is_patient(&self) -> bool {
        false
    }

    /// The window is about to move on to byte `position`, or the document has ended there: spans are to be
    /// [pinned](Report::pin) that a later finding may be about. Start
    /// tags of open elements are so already. A pin holds until the next time.
    fn pause(&mut self, position: usize, report: &mut Report) {
        let _ = (position, report);
    }
}

impl<F: for<'d> FnMut(xml::Event<'d>, &xml::Reader<'d>, &mut Report)> XmlHandler for F {
    fn event<'d>(&mut self, event: xml::Event<'d>, reader: &xml::Reader<'d>, report: &mut Report) {
        self(event, reader, report);
    }
}

/// Takes the events of a JSON document. A closure that takes the same three does.
pub trait JsonHandler {
    /// Takes the next event. What it keeps must be its own: the text is gone when the window moves on.
    fn event<'d>(&mut self, event: json::Event<'d>, reader: &json::Reader<'d>, report: &mut Report);

    /// As [`XmlHandler::pause`]; open objects and arrays are pinned already.
    fn pause(&mut self, position: usize, report: &mut Report) {
        let _ = (position, report);
    }
}

impl<F: for<'d> FnMut(json::Event<'d>, &json::Reader<'d>, &mut Report)> JsonHandler for F {
    fn event<'d>(&mut self, event: json::Event<'d>, reader: &json::Reader<'d>, report: &mut Report) {
        self(event, reader, report);
    }
}

/// What reading a document came to.
#[derive(Debug)]
pub struct Outcome {
    /// The findings. Its window is empty, and stands where reading ended.
    pub report: Report<'static>,
    /// How many faults of well-formedness there were.
    pub faults: usize,
}

/// Reads an XML document that is at hand as a whole; how many faults of well-formedness there were.
pub fn read_xml_text(text: &str, report: &mut Report, handler: &mut impl XmlHandler) -> usize {
    let document = match (handler.halts(), handler.is_patient()) {
        (true, _) => xml::Document::halting(text),
        (_, true) => xml::Document::patient(text),
        _ => xml::Document::new(text),
    };
    let mut reader = document.reader();
    while let Some(event) = reader.next(report) {
        handler.event(event, &reader, report);
    }
    reader.faults()
}

/// Reads a JSON document that is at hand as a whole; how many faults there were.
pub fn read_json_text(text: &str, report: &mut Report, handler: &mut impl JsonHandler) -> usize {
    let mut reader = json::Reader::new(text);
    while let Some(event) = reader.next(report) {
        handler.event(event, &reader, report);
    }
    reader.faults()
}

/// Reads an XML document to its end. An `Err` is one of the input.
pub fn read_xml<R: Read>(
    feeder: &mut Feeder<R>,
    report: Report<'static>,
    handler: &mut impl XmlHandler,
) -> io::Result<Outcome> {
    let halts = handler.halts();
    let mut state = Some(xml::State::new(halts));
    let mut faults = 0;
    let report = read(feeder, report, |text, behind, report| {
        let (document, going) = match state.take().unwrap_or_default().resume(text, behind) {
            Ok(resumed) => resumed,
            Err(unread) => {
                let position = unread.base();
                state = Some(unread);
                return After::More(position);
            }
        };
        let mut reader = document.reader_from(going);
        while let Some(event) = reader.next(report) {
            handler.event(event, &reader, report);
        }
        let position = reader.position();
        faults = reader.faults();
        handler.pause(position, report);
        if !reader.starved() {
            return After::End(position);
        }
        let kept = reader.suspend(report);
        if kept.size() > MAX_KEPT {
            let message = "the names and namespaces in force take more than 16 MiB";
            let help = "use few namespaces, and declare them in the root element";
            report.flag(&VALIDATOR_LIMIT, Span::new(position, position + 1), message).help(help);
            return After::End(position);
        }
        state = Some(kept);
        After::More(position)
    })?;
    Ok(Outcome { report, faults })
}

/// Reads a JSON document to its end. An `Err` is one of the input.
pub fn read_json<R: Read>(
    feeder: &mut Feeder<R>,
    report: Report<'static>,
    handler: &mut impl JsonHandler,
) -> io::Result<Outcome> {
    let mut state = Some(json::State::default());
    let mut faults = 0;
    let report = read(feeder, report, |text, behind, report| {
        let mut reader = state.take().unwrap_or_default().resume(text, behind);
        while let Some(event) = reader.next(report) {
            handler.event(event, &reader, report);
        }
        let position = reader.position();
        faults = reader.faults();
        handler.pause(position, report);
        if !reader.starved() {
            return After::End(position);
        }
        state = Some(reader.suspend(report));
        After::More(position)
    })?;
    Ok(Outcome { report, faults })
}

fn behind<R: Read>(feeder: &Feeder<R>) -> Behind {
    match (feeder.more(), feeder.full()) {
        (false, _) => Behind::Nothing,
        (true, false) => Behind::More,
        (true, true) => Behind::MoreThanFits,
    }
}

/// How it goes on behind a window; the document was read up to the byte given.
enum After {
    More(usize),
    End(usize),
}

/// Has each window read, and then what the reader left, for bytes that mean nothing.
fn read<R: Read>(
    feeder: &mut Feeder<R>,
    mut report: Report<'static>,
    mut window: impl FnMut(&str, Behind, &mut Report) -> After,
) -> io::Result<Report<'static>> {
    let mut given_up = false;
    loop {
        let found = feeder.findings();
        let mut now = report.window(feeder.text());
        found.into_iter().for_each(|finding| finding.flag(&mut now));
        let after = match given_up {
            true => {
                now.pin_all();
                After::End(feeder.base() + feeder.text().len())
            }
            false => window(feeder.text(), behind(feeder), &mut now),
        };
        let (After::End(position) | After::More(position)) = after;
        report = now.leave(position);
        given_up |= matches!(after, After::End(_));
        if given_up && !feeder.listens() {
            return Ok(report);
        }
        if !feeder.advance(position.saturating_sub(feeder.base()))? {
            let mut now = report.window(feeder.text());
            let message = format!("a tag, comment or the like is longer than {} MiB", MAX_PIECE >> 20);
            let help = "close it, or make it shorter; nothing from here on was looked at";
            now.flag(&VALIDATOR_LIMIT, Span::new(position, position + 1), message).help(help);
            report = now.leave(position + feeder.text().len());
            feeder.advance(feeder.text().len())?;
            given_up = true;
        }
    }
}
