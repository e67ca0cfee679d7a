//! A server of the company's own: encrypted off this machine, and its certificate checked, name included.

use std::{fs, net::TcpListener, path::Path};

use cds_warehouse::{
    Warehouse,
    connect::{Error, Settings, connect, no_tls},
    embedded::Embedded,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio_postgres::{Client, config::SslMode};

use crate::fixture::{folder, start, start_copy};

/// A server on a port of loopback.
struct Server {
    folder: TempDir,
    server: Embedded,
    password: String,
    port: u16,
}

impl Server {
    /// One that lets nobody in without TLS; its certificate is for `localhost`, by an authority of its own.
    async fn of_tls_only() -> anyhow::Result<Self> {
        let folder = folder()?;
        let authority = authority()?;
        fs::write(folder.path().join("authority.pem"), authority.pem())?;
        let key = KeyPair::generate()?;
        let certificate =
            CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &authority)?;
        let own = [("server.crt", certificate.pem()), ("server.key", key.serialize_pem())];
        Self::listening(folder, "hostssl all all 127.0.0.1/32 scram-sha-256", &own).await
    }

    async fn without_tls() -> anyhow::Result<Self> {
        Self::listening(folder()?, "host all all 127.0.0.1/32 scram-sha-256", &[]).await
    }

    /// The private server, told to be one of the company's.
    async fn listening(folder: TempDir, admits: &str, own: &[(&str, String)]) -> anyhow::Result<Self> {
        let data_dir = folder.path().join("data");
        let server = start_copy(&data_dir).await?;
        let cluster = data_dir.join("postgres");
        for (file, text) in own {
            write_as_the_server(&cluster, file, text)?;
        }
        write_as_the_server(&cluster, "pg_hba.conf", &format!("local all all scram-sha-256\n{admits}\n"))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let client = connect(&server.config(), &no_tls()).await?;
        for setting in [
            "listen_addresses = '127.0.0.1'".to_owned(),
            format!("port = {port}"),
            format!("ssl = {}", if own.is_empty() { "off" } else { "on" }),
        ] {
            client.batch_execute(&format!("alter system set {setting}")).await?;
        }
        drop(client);
        server.stop().await?;
        let server = start(&data_dir).await?;
        let password = fs::read_to_string(data_dir.join("warehouse.password"))?;
        Ok(Self { folder, server, password, port })
    }

    fn settings(&self, host: &str, parameters: &str) -> Settings {
        let url = format!("postgres://cds:{}@{host}:{}/cds{parameters}", self.password, self.port);
        Settings { url, ca_file: Some(self.folder.path().join("authority.pem")) }
    }

    async fn connect(&self, host: &str, parameters: &str) -> Result<Client, Error> {
        reach(&self.settings(host, parameters)).await
    }
}

async fn reach(settings: &Settings) -> Result<Client, Error> {
    let (config, tls) = settings.resolve()?;
    connect(&config, &tls).await
}

fn authority() -> anyhow::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

/// PostgreSQL takes no key that others can read.
fn write_as_the_server(cluster: &Path, file: &str, text: &str) -> anyhow::Result<()> {
    let path = cluster.join(file);
    fs::write(&path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
        let owner = fs::metadata(cluster)?;
        chown(&path, Some(owner.uid()), Some(owner.gid()))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_takes_tls_only_serves_a_warehouse() -> anyhow::Result<()> {
    let server = Server::of_tls_only().await?;
    for asked in ["?sslmode=require", "?sslmode=verify-full"] {
        let client = server.connect("localhost", asked).await?;
        let encrypted = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        assert!(client.query_one(encrypted, &[]).await?.get::<_, bool>(0), "{asked}");
    }
    let (config, tls) = server.settings("localhost", "?sslmode=require").resolve()?;
    let warehouse = Warehouse::open(&config, tls).await?;
    assert_eq!(warehouse.last_run().await?, None);
    server.server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_certificate_for_another_name_or_by_another_authority_is_refused() -> anyhow::Result<()> {
    let server = Server::of_tls_only().await?;
    let refused = server.connect("127.0.0.1", "?sslmode=require").await.expect_err("refused");
    let told = refused.to_string();
    assert!(matches!(refused, Error::WrongName { .. }), "{told}");
    assert!(told.contains("127.0.0.1") && told.contains("localhost"), "{told}");

    let another = server.folder.path().join("another.pem");
    fs::write(&another, authority()?.pem())?;
    let settings = server.settings("localhost", "?sslmode=require");
    let of_another = Settings { ca_file: Some(another), ..settings.clone() };
    let of_the_system = Settings { ca_file: None, ..settings };
    for settings in [of_another, of_the_system] {
        let refused = reach(&settings).await.expect_err("refused");
        assert!(matches!(refused, Error::UnknownAuthority { .. } | Error::NoAuthorities), "{refused}");
    }

    // Refused as a pool connects, too, with the same sentence.
    let (config, tls) = server.settings("127.0.0.1", "?sslmode=require").resolve()?;
    let refused = Warehouse::open(&config, tls).await.expect_err("refused");
    assert_eq!(refused.to_string(), told);
    server.server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn without_tls_a_server_that_takes_nothing_else_says_so() -> anyhow::Result<()> {
    let server = Server::of_tls_only().await?;
    let refused = server.connect("localhost", "").await.expect_err("refused");
    assert!(matches!(refused, Error::NotAdmitted { .. }), "{refused}");
    assert!(refused.to_string().contains("sslmode=require"), "{refused}");
    server.server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_in_the_clear() -> anyhow::Result<()> {
    let server = Server::without_tls().await?;
    fs::write(server.folder.path().join("authority.pem"), authority()?.pem())?;
    let refused = server.connect("localhost", "?sslmode=require").await.expect_err("refused");
    assert!(matches!(refused, Error::NoTls { .. }), "{refused}");

    // On this machine nothing leaves it, so the same server serves without.
    server.connect("localhost", "").await?;
    let mut wrong = server.settings("localhost", "");
    wrong.url = wrong.url.replace(&server.password, "guessed");
    assert!(matches!(reach(&wrong).await, Err(Error::Password { .. })));
    let mut nowhere = server.settings("localhost", "");
    nowhere.url = nowhere.url.replace(&format!("{}/cds", server.port), &format!("{}/nowhere", server.port));
    assert!(matches!(reach(&nowhere).await, Err(Error::NoDatabase { .. })));
    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let nobody = Settings { url: format!("postgres://cds@127.0.0.1:{closed}/cds"), ca_file: None };
    let unreachable = reach(&nobody).await.expect_err("nobody there");
    assert!(matches!(unreachable, Error::Unreachable { .. }), "{unreachable}");
    server.server.stop().await?;
    Ok(())
}

#[test]
fn a_connection_that_leaves_this_machine_is_always_encrypted() -> anyhow::Result<()> {
    let folder = folder()?;
    let ca_file = folder.path().join("authority.pem");
    fs::write(&ca_file, authority()?.pem())?;
    let settings = |url: &str| Settings { url: url.to_owned(), ca_file: Some(ca_file.clone()) };
    let mode = |url: &str| settings(url).resolve().map(|(config, _)| config.get_ssl_mode());
    for distant in [
        "postgres://cds@db.example.com/cds",
        "postgres://cds@db.example.com/cds?sslmode=prefer",
        "postgres://cds@10.1.2.3/cds",
        "host=localhost hostaddr=10.1.2.3 user=cds",
        "host=localhost,db.example.com user=cds",
    ] {
        assert_eq!(mode(distant)?, SslMode::Require, "{distant}");
    }
    for on_this_machine in
        ["postgres://cds@localhost/cds", "postgres://cds@[::1]/cds", "postgres://cds@127.0.0.1/cds"]
    {
        assert_eq!(mode(on_this_machine)?, SslMode::Disable, "{on_this_machine}");
    }
    let refused = mode("postgres://cds@db.example.com/cds?sslmode=disable").expect_err("refused");
    assert!(matches!(refused, Error::TlsDisabled { .. }));
    assert!(refused.to_string().contains("Remove sslmode=disable"), "{refused}");
    Ok(())
}

#[test]
fn settings_that_cannot_be_used_say_how_to_write_them() -> anyhow::Result<()> {
    let folder = folder()?;
    let no_certificate = folder.path().join("authority.pem");
    fs::write(&no_certificate, "not a certificate")?;
    let resolve = |url: &str, ca_file| Settings { url: url.to_owned(), ca_file }.resolve().map(drop);
    let refused = resolve("postgres://cds@db.example.com/cds", Some(no_certificate)).expect_err("refused");
    assert!(matches!(refused, Error::CaFile { .. }) && refused.to_string().contains("PEM file"), "{refused}");
    for url in ["https://db.example.com", "user=cds", "postgres://cds@db:notaport/cds"] {
        let refused = resolve(url, None).expect_err("refused");
        assert!(matches!(refused, Error::Url(_)), "{url}: {refused}");
        assert!(refused.to_string().contains("postgres://user:password@host:5432/database"), "{refused}");
    }
    Ok(())
}
