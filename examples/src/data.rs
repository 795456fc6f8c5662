//! The data sets of `examples/data`, read strictly: a file that is not what it should be is an error that names the place.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use ndarray::{Array2, Axis, Slice};

/// Features and a real target per row.
#[derive(Clone, Debug)]
pub struct Regression {
    /// One row per sample.
    pub features: Array2<f32>,
    /// Observed value of each row.
    pub target: Vec<f32>,
}

/// Features and a class per row.
#[derive(Clone, Debug)]
pub struct Classification {
    /// One row per sample.
    pub features: Array2<f32>,
    /// Class of each row, below the number of classes.
    pub label: Vec<usize>,
    /// Names of the classes.
    pub classes: Vec<String>,
}

/// Why a data set could not be read.
#[derive(Debug)]
pub enum DataError {
    /// The file cannot be opened or read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file does not contain what it should.
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => {
                write!(
                    f,
                    "cannot read {}: {source} (the data ships with the repository, in examples/data)",
                    path.display()
                )
            }
            Self::Malformed {
                path,
                line,
                problem,
            } => write!(f, "{}, line {line}: {problem}", path.display()),
        }
    }
}

impl Error for DataError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Malformed { .. } => None,
        }
    }
}

/// The folder with the data sets of this crate.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"))
}

/// Disease progression of 442 diabetes patients after one year, from ten baseline variables.
pub fn diabetes(folder: &Path) -> Result<Regression, DataError> {
    let features = File::read(folder, "diabetes_data_raw.csv")?;
    let target = File::read(folder, "diabetes_target.csv")?;
    let rows = features.table(0, " ", 10)?;
    let values = target.table(0, " ", 1)?;
    if rows.nrows() != values.nrows() {
        return Err(target.error(
            values.nrows(),
            format!(
                "{} targets for {} rows of features",
                values.nrows(),
                rows.nrows()
            ),
        ));
    }
    Ok(Regression {
        features: rows,
        target: values.into_raw_vec_and_offset().0,
    })
}

/// 569 breast tumours with 30 features of their cell nuclei: malignant (0) or benign (1).
pub fn breast_cancer(folder: &Path) -> Result<Classification, DataError> {
    let file = File::read(folder, "breast_cancer.csv")?;
    let header: Vec<&str> = file
        .text
        .lines()
        .next()
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .collect();
    let [rows, columns, classes @ ..] = header.as_slice() else {
        return Err(file.error(
            1,
            "expected the number of rows, of columns, and the class names".into(),
        ));
    };
    let count = |text: &str| {
        text.parse::<usize>()
            .map_err(|_| file.error(1, format!("`{text}` is not a count")))
    };
    let (rows, columns) = (count(rows)?, count(columns)?);
    let table = file.table(1, ",", columns + 1)?;
    if table.nrows() != rows {
        return Err(file.error(
            1,
            format!("promises {rows} rows, but {} follow", table.nrows()),
        ));
    }
    file.classification(&table, 1, classes.iter().map(ToString::to_string).collect())
}

/// 1797 handwritten digits of 8 x 8 pixels, each from 0 (paper) to 1 (ink).
pub fn digits(folder: &Path) -> Result<Classification, DataError> {
    let file = File::read(folder, "digits.csv")?;
    let table = file.table(0, ",", 65)?;
    let mut digits =
        file.classification(&table, 0, (0..10).map(|digit| digit.to_string()).collect())?;
    digits.features /= 16.0;
    Ok(digits)
}

/// A text file with its path, which every complaint about it names.
struct File {
    path: PathBuf,
    text: String,
}

impl File {
    fn read(folder: &Path, name: &str) -> Result<Self, DataError> {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text }),
            Err(source) => Err(DataError::Unreadable { path, source }),
        }
    }

    fn error(&self, line: usize, problem: String) -> DataError {
        DataError::Malformed {
            path: self.path.clone(),
            line,
            problem,
        }
    }

    /// The numbers after `skip` header lines, exactly `columns` finite ones a line.
    fn table(
        &self,
        skip: usize,
        separator: &str,
        columns: usize,
    ) -> Result<Array2<f32>, DataError> {
        let mut numbers = Vec::new();
        for (index, line) in self.text.lines().enumerate().skip(skip) {
            let before = numbers.len();
            for field in line.split(separator) {
                match field.trim().parse::<f32>() {
                    Ok(number) if number.is_finite() => numbers.push(number),
                    _ => {
                        return Err(
                            self.error(index + 1, format!("`{field}` is not a finite number"))
                        );
                    }
                }
            }
            let found = numbers.len() - before;
            if found != columns {
                return Err(self.error(
                    index + 1,
                    format!("expected {columns} numbers, found {found}"),
                ));
            }
        }
        let rows = numbers.len() / columns;
        if rows == 0 {
            return Err(self.error(skip + 1, "no data".into()));
        }
        Array2::from_shape_vec((rows, columns), numbers)
            .map_err(|shape| self.error(skip + 1, shape.to_string()))
    }

    /// Splits the last column off as class indices.
    fn classification(
        &self,
        table: &Array2<f32>,
        skip: usize,
        classes: Vec<String>,
    ) -> Result<Classification, DataError> {
        let last = table.ncols() - 1;
        let mut label = Vec::with_capacity(table.nrows());
        for (row, &number) in table.column(last).iter().enumerate() {
            let class = number as usize;
            if class as f32 != number || class >= classes.len() {
                return Err(self.error(
                    skip + row + 1,
                    format!("`{number}` is not one of {} classes", classes.len()),
                ));
            }
            label.push(class);
        }
        Ok(Classification {
            features: table.slice_axis(Axis(1), Slice::from(..last)).to_owned(),
            label,
            classes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File {
            path: "some.csv".into(),
            text: text.into(),
        }
    }

    #[test]
    fn the_shipped_data_has_the_documented_shapes() {
        let diabetes = diabetes(folder()).expect("diabetes");
        assert_eq!(
            (diabetes.features.dim(), diabetes.target.len()),
            ((442, 10), 442)
        );
        assert_eq!(
            (diabetes.features[[0, 0]], diabetes.target[0]),
            (59.0, 151.0)
        );

        let cancer = breast_cancer(folder()).expect("breast cancer");
        assert_eq!(
            (cancer.features.dim(), cancer.classes),
            ((569, 30), vec!["malignant".to_owned(), "benign".to_owned()])
        );
        assert_eq!(cancer.label.iter().sum::<usize>(), 357);

        let digits = digits(folder()).expect("digits");
        assert_eq!(
            (digits.features.dim(), digits.label[..3].to_vec()),
            ((1797, 64), vec![0, 1, 2])
        );
        assert!(
            digits
                .features
                .iter()
                .all(|pixel| (0.0..=1.0).contains(pixel))
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = digits(Path::new("nowhere"))
            .expect_err("no such folder")
            .to_string();
        assert!(
            error.contains("nowhere") && error.contains("digits.csv"),
            "{error}"
        );
    }

    #[test]
    fn a_bad_field_is_named_with_its_line() {
        let error = file("1,2\n3,four\n")
            .table(0, ",", 2)
            .expect_err("not a number")
            .to_string();
        assert_eq!(error, "some.csv, line 2: `four` is not a finite number");
        let error = file("1,2\n3,NaN\n")
            .table(0, ",", 2)
            .expect_err("not finite")
            .to_string();
        assert_eq!(error, "some.csv, line 2: `NaN` is not a finite number");
    }

    #[test]
    fn a_short_line_and_an_empty_file_are_errors() {
        let error = file("header\n1,2\n3\n")
            .table(1, ",", 2)
            .expect_err("short")
            .to_string();
        assert_eq!(error, "some.csv, line 3: expected 2 numbers, found 1");
        assert!(file("header\n").table(1, ",", 2).is_err());
    }

    #[test]
    fn a_label_must_be_a_known_class() {
        for label in ["2", "-1", "0.5"] {
            let file = file(&format!("7,0\n7,{label}\n"));
            let table = file.table(0, ",", 2).expect("numbers");
            let error = file
                .classification(&table, 0, vec!["a".into(), "b".into()])
                .expect_err("not a class")
                .to_string();
            assert_eq!(
                error,
                format!("some.csv, line 2: `{label}` is not one of 2 classes")
            );
        }
    }
}
