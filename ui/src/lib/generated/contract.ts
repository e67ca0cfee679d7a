// Written from crates/desktop/src/contract.rs by crates/desktop/tests/typescript.rs. Do not edit.

/**
 * A pay application.
 */
export type Application = {
/**
 * Its number.
 */
application: number,
/**
 * The date it bills to, or the next best.
 */
period_to: string,
/**
 * Which date that is.
 */
period_to_source: string,
/**
 * Gross of retainage, cents.
 */
billed_cents: number | null,
/**
 * Held to date, cents.
 */
retainage_cents: number | null, };

/**
 * A change order.
 */
export type ChangeOrderLine = {
/**
 * As the books write it.
 */
number: string,
/**
 * What it is for.
 */
description: string | null,
/**
 * `pending`, `executed` or `void`.
 */
status: string,
/**
 * Cents; negative for a deduct.
 */
amount_cents: number,
/**
 * The day both sides had signed.
 */
executed_on: string | null, };

/**
 * A chart and where its points are.
 */
export type ChartImage = {
/**
 * An `<svg>` element; colours are CSS variables.
 */
svg: string,
/**
 * Plot rectangle and points in CSS pixels.
 */
geometry: Geometry, };

/**
 * A chart as it is on screen.
 */
export type ChartToSave = {
/**
 * Durable key.
 */
project_key: number,
/**
 * CSS pixels.
 */
width: number,
/**
 * CSS pixels.
 */
height: number,
/**
 * In the dark colours.
 */
dark: boolean,
/**
 * The id of the line that is not shown.
 */
hidden: string | null, };

/**
 * Whether the laptop has a copy of the feed that this app can show.
 */
export type CopyState = "readable" | "missing" | "other_version" | "damaged";

/**
 * What the app tells the window unasked.
 */
export type Event = { "event": "cache_changed",
/**
 * Fed tables.
 */
tables: Array<string>, } | { "event": "progress",
/**
 * Changes received.
 */
received: number,
/**
 * Changes in the pull.
 */
total: number, } | { "event": "status" } & SyncStatus;

/**
 * How fresh the laptop is.
 */
export type Freshness = {
/**
 * Whether there is a copy to show.
 */
copy: CopyState,
/**
 * When the laptop last pulled to the end.
 */
pulled_at: string | null,
/**
 * When the warehouse last finished a run.
 */
refreshed_at: string | null,
/**
 * The business day that run took for today.
 */
as_of: string | null, };

/**
 * Where a chart's points are, in CSS pixels of the size that was asked for.
 */
export type Geometry = {
/**
 * Width of the chart.
 */
width: number,
/**
 * Height of the chart.
 */
height: number,
/**
 * The area between the axes.
 */
plot: Rectangle,
/**
 * One entry per line, in drawing order.
 */
series: Array<SeriesGeometry>, };

/**
 * The plain rule's colour.
 */
export type Light = "green" | "yellow" | "red";

/**
 * One month of a job by the plain rule.
 */
export type Month = {
/**
 * The month's last day.
 */
month_end: string,
/**
 * Data date of the schedule version used.
 */
data_date: string | null,
/**
 * Number of the pay application used.
 */
application: number | null,
/**
 * The date that application bills to.
 */
period_to: string | null,
/**
 * Hundredths of a point.
 */
schedule_bp: number | null,
/**
 * Hundredths of a point.
 */
financial_bp: number | null,
/**
 * Billed to date, cents.
 */
billed_cents: number | null,
/**
 * Contract sum by that date, cents.
 */
contract_cents: number | null,
/**
 * Schedule less financial, hundredths of a point.
 */
variance_bp: number | null,
/**
 * Absent: no schedule or no bill.
 */
light: Light | null,
/**
 * Nothing new arrived in the month.
 */
carried: boolean,
/**
 * Consecutive uncarried Red months up to this one.
 */
red_months: number,
/**
 * Two or more of them.
 */
alert: boolean, };

/**
 * A month reduced to its mark in the nine-month strip.
 */
export type MonthMark = {
/**
 * The month's last day.
 */
month_end: string,
/**
 * Hundredths of a point.
 */
variance_bp: number | null,
/**
 * Absent: no schedule or no bill.
 */
light: Light | null,
/**
 * Nothing new arrived in the month.
 */
carried: boolean, };

/**
 * What can come of a decision.
 */
export type Outcome = { "state": "accepted" } | { "state": "superseded",
/**
 * Who.
 */
by: string,
/**
 * When.
 */
at: string,
/**
 * The file that is pinned instead; none where the pin was taken away.
 */
file: string | null, } | { "state": "refused",
/**
 * A sentence that says why.
 */
why: string, };

/**
 * A decision of this laptop on a job's schedule of record.
 */
export type PinDecision = {
/**
 * The file that was pinned; none where the pin was taken away.
 */
file: string | null,
/**
 * When.
 */
decided_at: string,
/**
 * What came of it; none while it waits to be sent.
 */
outcome: Outcome | null, };

/**
 * One point of a line.
 */
export type PointGeometry = {
/**
 * The point's own date.
 */
date: string,
/**
 * Hundredths of a point.
 */
value_bp: number,
/**
 * CSS pixels from the left.
 */
x: number,
/**
 * CSS pixels from the top.
 */
y: number, };

/**
 * The portfolio: every job the laptop knows, worst first.
 */
export type Portfolio = {
/**
 * The contractor.
 */
company: string,
/**
 * The newest date a bill runs to, over all jobs.
 */
billed_to: string | null,
/**
 * The newest data date of a schedule, over all jobs.
 */
scheduled_to: string | null,
/**
 * One row per job.
 */
jobs: Array<PortfolioJob>, };

/**
 * A job's line in the portfolio.
 */
export type PortfolioJob = {
/**
 * Durable key.
 */
project_key: number,
/**
 * `YY-C-###`.
 */
job_number: string,
/**
 * The job's name.
 */
name: string,
/**
 * `active` or `closed`.
 */
status: string,
/**
 * The project manager.
 */
project_manager: string | null,
/**
 * The owner.
 */
client: string | null,
/**
 * Original contract and executed change orders, in cents.
 */
contract_cents: number | null,
/**
 * The latest month, absent for a job without schedule and bill.
 */
latest: Month | null,
/**
 * Up to nine months, oldest first.
 */
months: Array<MonthMark>, };

/**
 * Why a command did not do what was asked. The window decides by `kind`, never by the text.
 */
export type Problem = {
/**
 * What class of failure.
 */
kind: ProblemKind,
/**
 * One sentence: what happened and what to do.
 */
message: string, };

/**
 * Decides what the window does next.
 */
export type ProblemKind = "offline" | "sign_in" | "not_found" | "invalid" | "internal";

/**
 * One job, whole.
 */
export type ProjectPage = {
/**
 * Its line in the portfolio.
 */
job: PortfolioJob,
/**
 * The verdict by the plain rule, in a sentence or two.
 */
verdict: Verdict,
/**
 * Every month, oldest first.
 */
months: Array<Month>,
/**
 * Schedule versions, oldest data date first.
 */
versions: Array<Version>,
/**
 * Pay applications in order.
 */
applications: Array<Application>,
/**
 * Change orders in order.
 */
change_orders: Array<ChangeOrderLine>,
/**
 * The schedule file of record.
 */
schedule_file: string | null,
/**
 * Why it is: `pinned`, `pattern`, `continues` or `newest`.
 */
schedule_file_reason: string | null,
/**
 * What was last decided about it on this laptop. The copy of the feed does not know it: the app adds it.
 */
pin: PinDecision | null, };

/**
 * A rectangle in CSS pixels, its origin at the top left.
 */
export type Rectangle = {
/**
 * Left edge.
 */
x: number,
/**
 * Top edge.
 */
y: number,
/**
 * Width.
 */
width: number,
/**
 * Height.
 */
height: number, };

/**
 * What the window gets.
 */
export type Reply = { "reply": "portfolio", "body": Portfolio } | { "reply": "project", "body": ProjectPage } | { "reply": "chart", "body": ChartImage } | { "reply": "saved_chart", "body": SavedChart } | { "reply": "status", "body": SyncStatus };

/**
 * What the window asks.
 */
export type Request = { "command": "portfolio" } | { "command": "project",
/**
 * Durable key.
 */
project_key: number, } | { "command": "chart",
/**
 * Durable key.
 */
project_key: number,
/**
 * CSS pixels.
 */
width: number,
/**
 * CSS pixels.
 */
height: number, } | { "command": "save_chart" } & ChartToSave | { "command": "pin_schedule",
/**
 * Durable key.
 */
project_key: number,
/**
 * The file, as the list of versions names it; without one the pin is taken away.
 */
file: string | null, } | { "command": "status" } | { "command": "sync_now" } | { "command": "connect",
/**
 * `http://127.0.0.1:8787`.
 */
server: string,
/**
 * The development token the service wrote.
 */
token: string, };

/**
 * A picture of a chart.
 */
export type SavedChart = {
/**
 * Its file's name.
 */
name: string,
/**
 * Where it was saved.
 */
file: string | null,
/**
 * Its bytes, for a browser, which saves files itself.
 */
png: Array<number> | null, };

/**
 * The points of one line.
 */
export type SeriesGeometry = {
/**
 * The value of `data-series` on the line's group in the SVG.
 */
id: string,
/**
 * What it measures, in words.
 */
label: string,
/**
 * Its points, oldest first.
 */
points: Array<PointGeometry>, };

/**
 * Where the laptop stands.
 */
export type SyncState = "not_connected" | "online" | "offline" | "syncing";

/**
 * The sync as the foot of the rail shows it.
 */
export type SyncStatus = {
/**
 * Where the laptop stands.
 */
state: SyncState,
/**
 * Dates.
 */
freshness: Freshness,
/**
 * The server, once connected.
 */
server: string | null,
/**
 * What to tell the user about the last attempt, when it failed.
 */
problem: Problem | null,
/**
 * What to tell the user of a file that had to be set aside when the app was opened.
 */
set_aside: string | null, };

/**
 * What the plain rule says of the latest month, as prose.
 */
export type Verdict = {
/**
 * The sentence a project manager can repeat in a meeting.
 */
sentence: string,
/**
 * What stands behind it: dates, carried months, missing dates.
 */
note: string, };

/**
 * A schedule version.
 */
export type Version = {
/**
 * Durable key.
 */
version_key: number,
/**
 * Relative to the job folder.
 */
file: string,
/**
 * The day its progress stands for.
 */
data_date: string,
/**
 * `status_date`, `name`, `last_saved`, `file_time` or `person`.
 */
data_date_source: string,
/**
 * Hundredths of a point.
 */
schedule_bp: number | null,
/**
 * Forecast finish.
 */
finish: string | null,
/**
 * Tasks in the file.
 */
task_count: number,
/**
 * Whether the months are read from it.
 */
of_record: boolean,
/**
 * The day it was seen to be gone from the share.
 */
removed_on: string | null, };
