//! Rows as text.

use crate::{
    args::Format,
    failure::{Exit, Failure},
    run::Rows,
};
use datafusion::arrow::{json::ArrayWriter, util::pretty::pretty_format_batches};

/// What is printed.
pub(crate) fn text(rows: &Rows, format: Format) -> Result<String, Failure> {
    let wrong = |error| Failure::new(Exit::Data, error);
    let batches = match rows {
        Rows::Sql(sql) => return Ok(format!("{sql}\n")),
        Rows::Table(batches) => batches,
    };
    match format {
        Format::Table => {
            let table = pretty_format_batches(batches).map_err(wrong)?;
            Ok(format!("{table}\n"))
        }
        Format::Json => {
            let mut writer = ArrayWriter::new(Vec::new());
            let batches: Vec<_> = batches.iter().collect();
            writer.write_batches(&batches).map_err(wrong)?;
            writer.finish().map_err(wrong)?;
            let text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
            Ok(match text.is_empty() {
                true => "[]\n".to_owned(),
                false => text + "\n",
            })
        }
    }
}
