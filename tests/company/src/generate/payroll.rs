//! The people on the payroll, and how they rose.

use chrono::NaiveDate;

use super::names::MANAGERS;
use crate::{
    calendar::plus_days,
    dice::Dice,
    drop::EMPLOYEE_EXPORTS,
    model::{Employee, PlantedInBooks, Standing},
};

const FIRST_NAMES: [&str; 24] = [
    "Adán", "Beth", "Carlos", "Dana", "Elena", "Frank", "Gloria", "Hank", "Irene", "José", "Kim", "Luis",
    "Maya", "Nate", "Olga", "Pedro", "Quinn", "Rosa", "Sam", "Tina", "Umar", "Vera", "Wade", "Ximena",
];
const LAST_NAMES: [&str; 24] = [
    "Abbott",
    "Begay",
    "Castañeda",
    "Duarte",
    "Ellsworth",
    "Figueroa",
    "Garza",
    "Hobbs",
    "Ibarra",
    "Jensen",
    "Kowalski",
    "Lujan",
    "Muñoz",
    "Nez",
    "Ortega",
    "Pacheco",
    "Quiroz",
    "Ruiz",
    "Sandoval",
    "Tso",
    "Ulibarri",
    "Velarde",
    "Wheeler",
    "Yazzie",
];
/// Department, and the titles in it from the lowest to the highest.
const DEPARTMENTS: [(&str, [&str; 3]); 4] = [
    ("Concrete", ["Laborer", "Finisher", "Concrete foreman"]),
    ("Carpentry", ["Apprentice carpenter", "Carpenter", "Carpenter foreman"]),
    ("Civil", ["Pipe layer", "Equipment operator", "Grade foreman"]),
    ("Field supervision", ["Field engineer", "Assistant superintendent", "Superintendent"]),
];

/// Project managers first, then so many of the field. The first of the field is always promoted.
pub(super) fn payroll(field: usize, dice: &mut Dice) -> Vec<Employee> {
    let managers = MANAGERS.iter().map(|(name, mailbox)| {
        let (first_name, last_name) = name.split_once(' ').unwrap_or(("", name));
        let standing = standing(EMPLOYEE_EXPORTS[0], "Project management", "Project manager", 68_0000);
        (first_name, last_name, (*mailbox).to_owned(), vec![standing])
    });
    let managers: Vec<_> = managers.collect();
    let field = (0..field).map(|turn| {
        let first_name = FIRST_NAMES[turn % FIRST_NAMES.len()];
        let last_name = LAST_NAMES[(turn + turn / FIRST_NAMES.len()) % LAST_NAMES.len()];
        (first_name, last_name, format!("e{:04}@copperline.example", turn + 1), career(turn == 0, dice))
    });
    let field: Vec<_> = field.collect();
    let people = managers.into_iter().chain(field);
    (1..)
        .zip(people)
        .map(|(number, (first_name, last_name, email, standings))| Employee {
            id: format!("{}", 1000 + number),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email,
            hired_on: plus_days(EMPLOYEE_EXPORTS[0], -dice.between(30, 3_000)),
            standings,
        })
        .collect()
}

/// The first employee whose title changed.
pub(super) fn promoted(employees: &[Employee]) -> Option<PlantedInBooks> {
    let promoted = |employee: &&Employee| {
        employee.standings.windows(2).any(|standings| standings[0].title != standings[1].title)
    };
    let employee = employees.iter().find(promoted)?;
    Some(PlantedInBooks::Promoted { employee: employee.id.clone() })
}

fn career(promoted: bool, dice: &mut Dice) -> Vec<Standing> {
    let (department, titles) = *dice.pick(&DEPARTMENTS);
    let mut rank = usize::from(dice.chance(40));
    let mut rate = dice.between(2_200, 3_400) * 100;
    let mut standings = vec![standing(EMPLOYEE_EXPORTS[0], department, titles[rank], rate)];
    for (turn, day) in EMPLOYEE_EXPORTS.iter().enumerate().skip(1) {
        let rises = (promoted && turn == 2) || dice.chance(12);
        let moves = dice.chance(4);
        if rises && rank + 1 < titles.len() {
            rank += 1;
        } else if !moves && !dice.chance(25) {
            continue;
        }
        rate += dice.between(50, 180) * 100;
        let department = if moves { "Yard" } else { department };
        standings.push(standing(*day, department, titles[rank], rate));
    }
    standings
}

fn standing(since: NaiveDate, department: &str, title: &str, rate: i64) -> Standing {
    Standing { since, department: department.to_owned(), title: title.to_owned(), rate }
}
