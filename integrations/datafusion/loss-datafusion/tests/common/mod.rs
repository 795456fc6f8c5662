//! What the tests share: a session, one number of a query, what it was refused with.
#![allow(dead_code, reason = "each test uses some of it")]

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::sync::Arc;

/// A session with so many partitions that knows all losses.
pub fn session(partitions: usize, batch: usize) -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_batch_size(batch);
    let mut context = SessionContext::new_with_config(config);
    loss_datafusion::register_all(&mut context).unwrap();
    context
}

/// Rows as the table `t`, in so many partitions, of batches that long.
pub fn table(context: &SessionContext, rows: &RecordBatch, partitions: usize, batch: usize) {
    let all = rows.num_rows();
    let mut parts = vec![Vec::new(); partitions];
    for (number, first) in (0..all).step_by(batch).enumerate() {
        parts[number % partitions].push(rows.slice(first, batch.min(all - first)));
    }
    let table = MemTable::try_new(rows.schema(), parts).unwrap();
    context.register_table("t", Arc::new(table)).unwrap();
}

/// All numbers of the last column.
pub async fn numbers(context: &SessionContext, sql: &str) -> Result<Vec<Option<f64>>> {
    let mut numbers = Vec::new();
    for batch in context.sql(sql).await?.collect().await? {
        let last = batch.column(batch.num_columns() - 1);
        numbers.extend(last.as_primitive::<Float64Type>());
    }
    Ok(numbers)
}

/// The one number of a query.
pub async fn number(context: &SessionContext, sql: &str) -> Option<f64> {
    let numbers = numbers(context, sql).await.unwrap();
    assert_eq!(numbers.len(), 1, "{sql}");
    numbers[0]
}

/// Why a query is refused, before it runs or while.
pub async fn refused(context: &SessionContext, sql: &str) -> String {
    match numbers(context, sql).await {
        Ok(numbers) => panic!("{sql} gave {numbers:?}"),
        Err(error) => error.find_root().to_string(),
    }
}

/// The same, before a row is read.
pub async fn unplanned(context: &SessionContext, sql: &str) -> String {
    let planned = match context.sql(sql).await {
        Ok(planned) => planned.create_physical_plan().await.map(drop),
        Err(error) => Err(error),
    };
    match planned {
        Ok(()) => panic!("{sql} was planned"),
        Err(error) => error.find_root().to_string(),
    }
}
