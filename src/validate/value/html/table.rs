//! Tags inside tables and selections, where few elements may stand.

use super::elements::{
    BODY, CAPTION, COL, COLGROUP, FORM, HTML, INPUT, KEYGEN, Name, OPTGROUP, OPTION, SCRIPT, SELECT, STYLE, TABLE,
    TBODY, TD, TEXTAREA, TFOOT, TH, THEAD, TR,
};
use super::markup::Raw;
use super::parser::{Mode, Parser, Result, Sink, Step};
use super::tokens::Tag;
use super::tree::Namespace;

/// A part of a table that cannot stand in what is open, but next to it.
macro_rules! group {
    () => {
        CAPTION | COL | COLGROUP | TBODY | TFOOT | THEAD
    };
}

impl<'v, S: Sink<'v>> Parser<'v, '_, S> {
    pub fn table_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            CAPTION => self.open_and(tag, Mode::Caption),
            COLGROUP => self.open_and(tag, Mode::ColumnGroup),
            TBODY | TFOOT | THEAD => self.open_and(tag, Mode::TableBody),
            COL => self.imply_and(COLGROUP, tag, Mode::ColumnGroup),
            TD | TH | TR => self.imply_and(TBODY, tag, Mode::TableBody),
            STYLE => self.open_raw(tag, Raw::Plain),
            SCRIPT => self.open_raw(tag, Raw::Script),
            HTML => self.fault("non-html-root", tag),
            TABLE => self.fault("unexpected-start-tag-implies-end-tag", tag),
            FORM => self.fault("unexpected-form-in-table", tag),
            INPUT if self.tokens.attribute_value_of("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")) => {
                self.fault("unexpected-hidden-input-in-table", tag)
            }
            _ => self.fault("unexpected-start-tag-implies-table-voodoo", tag),
        }
    }

    pub fn table_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TABLE => {
                self.stack.pop();
                self.reset_mode();
                Ok(Step::Done)
            }
            BODY | HTML | TD | TH | TR | group!() => self.fault("unexpected-end-tag", tag),
            _ => self.fault("unexpected-end-tag-implies-table-voodoo", tag),
        }
    }

    fn open_and(&mut self, tag: &Tag, mode: Mode) -> Result<Step> {
        self.mode = mode;
        self.open(tag)
    }

    fn imply_and(&mut self, name: Name, tag: &Tag, mode: Mode) -> Result<Step> {
        self.imply(name, tag)?;
        self.mode = mode;
        Ok(Step::Again)
    }

    fn pop_and(&mut self, mode: Mode, step: Step) -> Result<Step> {
        self.stack.pop();
        self.mode = mode;
        Ok(step)
    }

    /// The mode that what is open calls for.
    fn reset_mode(&mut self) {
        let modes = self.stack.inside_out().filter(|open| open.namespace == Namespace::Html);
        let mode = modes.into_iter().find_map(|open| match open.name {
            SELECT => Some(Mode::Select),
            TD | TH => Some(Mode::Cell),
            TR => Some(Mode::Row),
            TBODY | THEAD | TFOOT => Some(Mode::TableBody),
            CAPTION => Some(Mode::Caption),
            COLGROUP => Some(Mode::ColumnGroup),
            TABLE => Some(Mode::Table),
            _ => None,
        });
        self.mode = mode.unwrap_or(Mode::Body);
    }

    pub fn caption_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TD | TH | TR | group!() => self.fault("XXX-undefined-error", tag),
            _ => self.body_start(tag),
        }
    }

    pub fn caption_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            CAPTION => {
                self.stack.close_implied(None);
                self.mode = Mode::Table;
                self.close_current(CAPTION, "expected-one-end-tag-but-got-another", tag)
            }
            TABLE => self.fault("XXX-undefined-error", tag),
            BODY | COL | COLGROUP | HTML | TBODY | TD | TFOOT | TH | THEAD | TR => {
                self.fault("unexpected-end-tag", tag)
            }
            _ => self.body_end(tag),
        }
    }

    pub fn close_columns(&mut self) {
        self.stack.pop();
        self.mode = Mode::Table;
    }

    pub fn column_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            HTML => self.fault("non-html-root", tag),
            COL => self.void(tag),
            _ => self.pop_and(Mode::Table, Step::Again),
        }
    }

    pub fn column_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            COL => self.fault("no-end-tag", tag),
            COLGROUP => self.pop_and(Mode::Table, Step::Done),
            _ => self.pop_and(Mode::Table, Step::Again),
        }
    }

    pub fn table_body_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TR => self.open_and(tag, Mode::Row),
            TD | TH => self.fault("unexpected-cell-in-table-body", tag),
            group!() => self.pop_and(Mode::Table, Step::Again),
            _ => self.table_start(tag),
        }
    }

    pub fn table_body_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TBODY | TFOOT | THEAD if self.stack.in_table_scope(tag.name) => self.pop_and(Mode::Table, Step::Done),
            TABLE => self.pop_and(Mode::Table, Step::Again),
            BODY | HTML | TD | TH | TR | group!() => self.fault("unexpected-end-tag-in-table-body", tag),
            _ => self.table_end(tag),
        }
    }

    pub fn row_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TD | TH => self.open_and(tag, Mode::Cell),
            TR | group!() => self.pop_and(Mode::TableBody, Step::Again),
            _ => self.table_start(tag),
        }
    }

    pub fn row_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TR => self.pop_and(Mode::TableBody, Step::Done),
            TABLE => self.pop_and(Mode::TableBody, Step::Again),
            TBODY | TFOOT | THEAD if self.stack.in_table_scope(tag.name) => self.pop_and(Mode::TableBody, Step::Again),
            TBODY | TFOOT | THEAD => self.fault("XXX-undefined-error", tag),
            BODY | CAPTION | COL | COLGROUP | HTML | TD | TH => self.fault("unexpected-end-tag-in-table-row", tag),
            _ => self.table_end(tag),
        }
    }

    pub fn cell_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TD | TH | TR | group!() => {
                self.close_cell(tag)?;
                Ok(Step::Again)
            }
            _ => self.body_start(tag),
        }
    }

    pub fn cell_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            TD | TH if self.stack.in_table_scope(tag.name) => self.close_cell(tag),
            BODY | CAPTION | COL | COLGROUP | HTML | TD | TH => self.fault("unexpected-end-tag", tag),
            TABLE | TBODY | TFOOT | THEAD | TR if self.stack.in_table_scope(tag.name) => {
                self.close_cell(tag)?;
                Ok(Step::Again)
            }
            TABLE | TBODY | TFOOT | THEAD | TR => self.fault("XXX-undefined-error", tag),
            _ => self.body_end(tag),
        }
    }

    fn close_cell(&mut self, tag: &Tag) -> Result<Step> {
        let name = if self.stack.in_table_scope(TD) { TD } else { TH };
        self.stack.close_implied(Some(name));
        self.mode = Mode::Row;
        self.close_current(name, "unexpected-cell-end-tag", tag)
    }

    pub fn select_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            OPTION | OPTGROUP => {
                if self.stack.current().name == OPTION {
                    self.stack.pop();
                }
                if tag.name == OPTGROUP && self.stack.current().name == OPTGROUP {
                    self.stack.pop();
                }
                self.open(tag)
            }
            SCRIPT => self.open_raw(tag, Raw::Script),
            HTML => self.fault("non-html-root", tag),
            SELECT => self.fault("unexpected-select-in-select", tag),
            INPUT | KEYGEN | TEXTAREA => self.fault("unexpected-input-in-select", tag),
            _ => self.fault("unexpected-start-tag-in-select", tag),
        }
    }

    pub fn select_end(&mut self, tag: &Tag) -> Result<Step> {
        let code = "unexpected-end-tag-in-select";
        match tag.name {
            OPTION if self.stack.current().name == OPTION => {
                self.stack.pop();
                Ok(Step::Done)
            }
            OPTGROUP => {
                let outer = self.stack.inside_out().nth(1).map(|open| open.name);
                if self.stack.current().name == OPTION && outer == Some(OPTGROUP) {
                    self.stack.pop();
                }
                if self.stack.current().name != OPTGROUP {
                    return self.fault(code, tag);
                }
                self.stack.pop();
                Ok(Step::Done)
            }
            SELECT => {
                while matches!(self.stack.current().name, OPTION | OPTGROUP) {
                    self.stack.pop();
                }
                self.stack.pop();
                self.reset_mode();
                Ok(Step::Done)
            }
            _ => self.fault(code, tag),
        }
    }

    pub fn select_in_table_start(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            CAPTION | TABLE | TBODY | TFOOT | THEAD | TR | TD | TH => {
                self.fault("unexpected-table-element-start-tag-in-select-in-table", tag)
            }
            _ => self.select_start(tag),
        }
    }

    pub fn select_in_table_end(&mut self, tag: &Tag) -> Result<Step> {
        match tag.name {
            CAPTION | TABLE | TBODY | TFOOT | THEAD | TR | TD | TH => {
                self.fault("unexpected-table-element-end-tag-in-select-in-table", tag)
            }
            _ => self.select_end(tag),
        }
    }
}
