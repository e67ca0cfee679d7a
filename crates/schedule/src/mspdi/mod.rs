//! Microsoft Project XML. Elements are matched by local name and by their place beneath the root, in any order;
//! what is not known is passed over with all it holds, such as a whole project nested in a task.

mod task;
mod value;

use quick_xml::{Reader, events::Event};

use self::task::TaskBuilder;
use crate::{Error, Project, Schedule};

pub(crate) fn read(text: &str) -> Result<Schedule, Error> {
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
    let malformed =
        |reader: &Reader<_>, reason: String| Error::Malformed { position: reader.error_position(), reason };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => document.open(start.local_name().as_ref().to_owned()),
            Ok(Event::Empty(empty)) => {
                document.open(empty.local_name().as_ref().to_owned());
                document.close();
            }
            Ok(Event::End(_)) => document.close(),
            Ok(Event::Text(part)) => document.text.push_str(&part),
            Ok(Event::CData(part)) => document.text.push_str(&part),
            Ok(Event::GeneralRef(reference)) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                match (character, named) {
                    (Some(character), _) => document.text.push(character),
                    (None, Some(named)) => document.text.push_str(named),
                    // An entity nobody declared: kept as it is written.
                    (None, None) => document.text.push_str(&format!("&{};", &*reference)),
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Err(malformed(&reader, error.to_string())),
        }
    }
    match document.path.pop() {
        Some(element) => Err(Error::Truncated { bytes: text.len(), element }),
        None if !document.whole => Err(Error::Truncated { bytes: text.len(), element: "Project".into() }),
        None => Ok(document.finish()),
    }
}

/// The document as far as it has been read.
#[derive(Default)]
struct Document {
    path: Vec<String>,
    text: String,
    whole: bool,
    project: Project,
    title: Option<String>,
    name: Option<String>,
    tasks: Vec<TaskBuilder>,
}

impl Document {
    fn open(&mut self, element: String) {
        self.path.push(element);
        self.text.clear();
        if let ["Project", "Tasks", "Task", inner @ ..] =
            self.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
        {
            match (inner, self.tasks.last_mut()) {
                ([], _) => self.tasks.push(TaskBuilder::default()),
                (["PredecessorLink"], Some(task)) => task.open_link(),
                (["Baseline"], Some(task)) => task.open_baseline(),
                _ => {}
            }
        }
    }

    fn close(&mut self) {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Project", property] => {
                let property = (*property).to_owned();
                self.property(&property);
            }
            ["Project", "Tasks", "Task", inner @ ..] => {
                if let Some(task) = self.tasks.last_mut() {
                    task.take(inner, &self.text);
                }
            }
            _ => {}
        }
        self.path.pop();
        self.whole |= self.path.is_empty();
        self.text.clear();
    }

    fn property(&mut self, property: &str) {
        let text = self.text.as_str();
        let project = &mut self.project;
        match property {
            "Title" => self.title = value_of(text),
            "Name" => self.name = value_of(text),
            "GUID" => project.guid = value_of(text),
            "StartDate" => project.start = value::date(text),
            "FinishDate" => project.finish = value::date(text),
            "StatusDate" => project.status_date = value::date(text),
            "CurrentDate" => project.current_date = value::date(text),
            "CreationDate" => project.created = value::date(text),
            "LastSaved" => project.last_saved = value::date(text),
            "MinutesPerDay" => set(&mut project.minutes_per_day, value::decimal(text)),
            "MinutesPerWeek" => set(&mut project.minutes_per_week, value::decimal(text)),
            "DaysPerMonth" => set(&mut project.days_per_month, value::decimal(text)),
            _ => {}
        }
    }

    fn finish(self) -> Schedule {
        let mut project = self.project;
        project.title = self.title.or(self.name);
        let mut tasks: Vec<_> = self.tasks.into_iter().filter_map(|task| task.build(&project)).collect();
        task::complete(&mut tasks);
        Schedule { project, tasks }
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn value_of(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
