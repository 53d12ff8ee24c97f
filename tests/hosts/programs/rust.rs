// Rust, with rusqlite and its feature load_extension.

// snippet
use rusqlite::{Connection, LoadExtensionGuard, Result};

fn papers(path: &str) -> Result<Connection> {
    let db = Connection::open(path)?;
    unsafe {
        let _guard = LoadExtensionGuard::new(&db)?;
        db.load_extension("/usr/local/lib/sqlite3/papers", None)?;
    }
    Ok(db)
}
// end

use rusqlite::types::ValueRef;

fn text(value: ValueRef) -> String {
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).to_string(),
        _ => String::new(),
    }
}

fn rows(db: &Connection, sql: &str) -> Result<()> {
    let mut statement = db.prepare(sql)?;
    let count = statement.column_count();
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let line: Result<Vec<String>> =
            (0..count).map(|i| Ok(text(row.get_ref(i)?))).collect();
        println!("{}", line?.join("\t"));
    }
    Ok(())
}

fn opened(sql: &str) -> Result<()> {
    rows(&papers(":memory:")?, sql)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, queries) = arguments.split_first().unwrap();
    match task.as_str() {
        "rows" => {
            let db = papers(":memory:")?;
            for sql in queries {
                rows(&db, sql)?;
            }
        }
        "threads" => {
            let threads: Vec<_> = (0..2)
                .map(|_| queries[0].clone())
                .map(|sql| std::thread::spawn(move || opened(&sql)))
                .collect();
            for thread in threads {
                thread.join().unwrap()?;
            }
        }
        "cancel" => {
            let db = papers(":memory:")?;
            let handle = db.get_interrupt_handle();
            std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(500));
                handle.interrupt();
            });
            if rows(&db, &queries[0]).is_err() {
                println!("cancelled");
            }
        }
        _ => {
            for _ in 0..50 {
                opened(&queries[0])?;
            }
        }
    }
    Ok(())
}
