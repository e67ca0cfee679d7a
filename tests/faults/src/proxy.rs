use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

/// What becomes of the connections when so many bytes have passed in all of them, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// They are reset, as when a cable is pulled and a router answers for the other end.
    Cut,
    /// They end in the middle of what was being said, as if that were all.
    Truncate,
    /// They stay open, and nothing passes any more.
    Stall,
}

/// Where a proxy leads.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// A port.
    Tcp(SocketAddr),
    /// A socket of this machine.
    Unix(PathBuf),
}

/// A port of this machine that leads elsewhere, until something happens on the way.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Line {
    state: Mutex<State>,
    /// The fault that has struck.
    struck: watch::Sender<Option<Fault>>,
}

#[derive(Debug)]
struct State {
    upstream: Upstream,
    plan: Option<(Fault, u64)>,
    passed: u64,
}

impl Proxy {
    /// Opens one on a free port.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn open(upstream: Upstream) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Mutex::new(State { upstream, plan: None, passed: 0 });
        let line = Arc::new(Line { state, struck: watch::Sender::new(None) });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&line)));
        Ok(Self { address, line, accepting })
    }

    /// Its port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Leads new connections elsewhere.
    pub fn lead_to(&self, upstream: Upstream) {
        self.line.state().upstream = upstream;
    }

    /// Has a fault strike when `after` more bytes have passed; 0 strikes at once, and every connection that is made
    /// from then on.
    pub fn plan(&self, fault: Fault, after: u64) {
        self.mend();
        let mut state = self.line.state();
        state.plan = Some((fault, after));
        if after == 0 {
            self.line.struck.send_replace(Some(fault));
        }
    }

    /// Lets everything pass again. What has stalled stays so.
    pub fn mend(&self) {
        let mut state = self.line.state();
        state.plan = None;
        state.passed = 0;
        self.line.struck.send_replace(None);
    }

    /// How many bytes have passed since [`Proxy::mend`].
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.line.state().passed
    }

    /// Waits until the fault has struck.
    pub async fn struck(&self) {
        // The sender lives as long as the line.
        let _ = self.line.struck.subscribe().wait_for(Option::is_some).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Line {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many of these bytes may pass, before the fault if it strikes at them.
    fn pass(&self, bytes: usize) -> (usize, Option<Fault>) {
        let mut state = self.state();
        let Some((fault, left)) = &mut state.plan else {
            state.passed += bytes as u64;
            return (bytes, None);
        };
        let may = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes);
        *left -= may as u64;
        let strikes = (*left == 0).then_some(*fault);
        state.passed += may as u64;
        (may, strikes)
    }
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    while let Ok((near, _)) = listener.accept().await {
        let line = Arc::clone(&line);
        tokio::spawn(async move {
            // A connection that breaks, on either side, is what this is for.
            let _ = carry(near, &line).await;
        });
    }
}

async fn carry(mut near: TcpStream, line: &Line) -> io::Result<()> {
    let mut struck = line.struck.subscribe();
    let upstream = line.state().upstream.clone();
    let (mut from_far, mut to_far): (Box<dyn AsyncRead + Send + Unpin>, Box<dyn AsyncWrite + Send + Unpin>) =
        match upstream {
            Upstream::Tcp(address) => {
                let (read, write) = TcpStream::connect(address).await?.into_split();
                (Box::new(read), Box::new(write))
            }
            Upstream::Unix(path) => {
                let (read, write) = UnixStream::connect(path).await?.into_split();
                (Box::new(read), Box::new(write))
            }
        };
    let (mut from_near, mut to_near) = near.split();
    tokio::select! {
        done = pump(&mut from_near, &mut to_far, line) => done?,
        done = pump(&mut from_far, &mut to_near, line) => done?,
        _ = struck.wait_for(Option::is_some) => {}
    }
    let fault = *struck.borrow();
    match fault {
        Some(Fault::Cut) => near.set_zero_linger(),
        // Closed in order when it is dropped.
        Some(Fault::Truncate) | None => Ok(()),
        // Kept, for ever: even when the line is mended.
        Some(Fault::Stall) => std::future::pending().await,
    }
}

async fn pump(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    line: &Line,
) -> io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes).await?;
        if read == 0 {
            return Ok(());
        }
        let (may, strikes) = line.pass(read);
        to.write_all(&bytes[..may]).await?;
        to.flush().await?;
        if strikes.is_some() {
            line.struck.send_replace(strikes);
            return Ok(());
        }
    }
}
