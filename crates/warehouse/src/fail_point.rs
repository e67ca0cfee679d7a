//! Places where a test ends the process as a power cut would: nothing is told, nothing is closed.

/// Ends the process at `place.moment` when the environment variable `FAILPOINTS` asks for it: `gold.before_commit=return`,
/// or `landing.in_copy=100*off->return` for the time after the hundredth. It does nothing without the feature
/// `failpoints`, and nothing in a release build.
#[cfg(all(feature = "failpoints", debug_assertions))]
pub fn fail_point(place: &str, moment: &str) {
    static ARMED: std::sync::Once = std::sync::Once::new();
    // Armed for the life of the process.
    ARMED.call_once(|| std::mem::forget(fail::FailScenario::setup()));
    fail::fail_point!(&format!("{place}.{moment}"), |_| std::process::abort());
}

/// Does nothing: this is not a build for tests.
#[cfg(not(all(feature = "failpoints", debug_assertions)))]
#[inline]
pub fn fail_point(_place: &str, _moment: &str) {}
