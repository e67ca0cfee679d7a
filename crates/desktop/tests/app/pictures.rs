use std::fs;

use cds_desktop::contract::{Problem, ProblemKind, Reply, Request, SavedPicture};

use crate::{
    laptop::Laptop,
    service::{Service, page},
};

async fn save(laptop: &Laptop) -> Result<SavedPicture, Problem> {
    let Ok(Reply::Portfolio(portfolio)) = laptop.app.call(Request::Portfolio).await else {
        panic!("a portfolio was asked for");
    };
    let project_key = portfolio.jobs.first().expect("a job").project_key;
    let save = Request::SaveChart { project_key, width: 740, height: 348, without: None };
    match laptop.app.call(save).await? {
        Reply::Saved(saved) => Ok(saved),
        other => panic!("a picture was to be saved, {other:?} came"),
    }
}

async fn laptop() -> Laptop {
    let mut service = Service::start().await;
    service.will_send(page(&["25-1-001"], "1", false));
    Laptop::connected(&mut service).await
}

#[tokio::test]
async fn a_picture_is_put_beside_those_that_were_saved_before() {
    let laptop = laptop().await;
    fs::create_dir(laptop.downloads()).expect("a folder");
    let names = [save(&laptop).await.expect("saved").name, save(&laptop).await.expect("saved").name];
    assert_eq!(names, ["25-1-001 S-curve.png", "25-1-001 S-curve (2).png"]);
    for name in names {
        let bytes = fs::read(laptop.downloads().join(name)).expect("the picture");
        assert!(bytes.starts_with(b"\x89PNG"));
    }
}

#[tokio::test]
async fn a_picture_that_cannot_be_written_names_the_folder() {
    let laptop = laptop().await;
    let problem = save(&laptop).await.expect_err("there is no such folder");
    assert_eq!(problem.kind, ProblemKind::Internal);
    let folder = laptop.downloads();
    assert!(problem.message.contains(folder.to_str().expect("text")), "{}", problem.message);
}
