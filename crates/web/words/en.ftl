# The words of every screen in English. Keys are those of vi.ftl; a test holds the two equal.

## The frame
product = Công đoàn
product-sentence = From a resolution to a result: every number opens, down to the record of the union that did the work.
skip-to-content = Skip to the content
navigation = Main navigation
nav-today = Today
nav-units = Units
nav-registers = Registers
nav-figures = Figures
nav-programmes = Programmes
nav-directives = Directives
nav-more = More
sign-out = Sign out
trail = Path
cancel = Cancel
save = Save
show = Show
search = Search
filter = Filter
choose = — choose —
see-all = See all
next-page = Next page
first-page = First page
try-again = Try again
back-to-today = Back to Today
export-xlsx = Export to Excel

## Signing in
sign-in = Sign in
sign-in-name = Name
password = Password
sign-in-help = Forgotten your password? The administrator of the union above yours can set a new one.
sign-in-refused = The name or the password is wrong. Check them and try again.
sign-in-too-many = Too many attempts. Wait a few minutes and try again.
sign-in-expired = The page was open for too long. Please sign in again.

## Periods
period = Period
period-year = Year { $year }
period-half-1 = First half of { $year }
period-half-2 = Second half of { $year }
period-quarter = Quarter { $quarter }, { $year }
period-month = Month { $month }, { $year }
period-range = { $from } to { $to }
period-other = Other range
from-day = First day
to-day = Last day
year = Year
since = since { $date }
until = until { $date }

## Today
greeting = Hello { $name }
record-now = Record
key-figures = Key figures
targets-of-unit = Targets of the unit
recent-records = Recent records
records-none = No records yet.
targets-none = No targets yet.

## Units
unit = Unit
units-all = Whole federation
units-above = Units above
units-lead = The tree of the federation. Open a branch to see the units below.
units-search = Find a unit by name, accents not needed
units-found = { $n ->
    [one] { $number } unit found
   *[other] { $number } units found
}
units-none = There is no such unit.
units-count = { $n ->
    [one] { $number } unit
   *[other] { $number } units
}
units-below-of = Units below { $unit }
units-below = Units below
units-below-none = No units below.
unit-facts = Facts
unit-code = Code
unit-opened = Founded
unit-closed = ended { $date }
managed-by = Managed by
coordinated-by = Coordinated by
nobody-above = Top of the federation
posts = Posts
kind-confederation = Confederation
kind-province = Provincial federation
kind-industry = Industry union
kind-corporation = Corporation union
kind-upper = Upper-level union
kind-grassroots = Grassroots union
kind-section = Section
kind-group = Union group
kind-party = Party organisation
kind-outside = Outside body
line = Line
line-managing = managing
line-coordinating = coordinating

## Registers and records
registers-lead = Recorded once, where the work is done; figures and reports come from here.
recorded-by = Recorded by
needs-confirmation = counts only when confirmed
record-new = New record
record-edit = Change the record
record-says = Content
records-count = { $n ->
    [one] { $number } record
   *[other] { $number } records
}
grand-total = Total
total-without-withdrawn = without withdrawn records
written-by = Written by
date = Date
state = State
state-draft = Draft
state-recorded = Recorded
state-confirmed = Confirmed
yes = Yes
no = No
by-system = The system (loaded as a batch)
all-states = Any state
confidential-note = This register is confidential: units above on the managing line may read it, coordinating ones may not.
state-withdrawn = Withdrawn
required-note = Fields with * are required.
left-empty = left empty
errors-count = { $n ->
    [one] { $number } thing to correct
   *[other] { $number } things to correct
}
history = History
changes = Changes
field = Field
before = Before
after = After
reason = Reason
action-recorded = Recorded
action-changed = Changed
action-confirmed = Confirmed
action-withdrawn = Withdrawn
action-restored = Restored
feeds-figures = Feeds these figures
feeds-none = This record feeds no figure at present.
confirm-record = Confirm the record
confirm-note = This register counts confirmed records only.
withdraw-record = Withdraw the record
withdraw-note = The record stays in the history but no longer counts in any figure.
restore-record = Restore the record
restore-note = The record counts again in every figure it feeds.

## Figures
indicator = Indicator
total = Total
own-figure = The unit's own
value = Value
unit-of-measure = Unit of measure
definition = What this number is
source-of-definition = Source of the definition
reporting = Reporting rate
reported-of-expected = { $reported } of { $expected } units reported
opened-so-far = Opened so far
parts = What the number is made of
parts-none = Nothing contributes to this number.
parts-hidden = You may see the total of this number only. Its parts belong to units outside your reach.
sum-of-parts = Sum of the parts
unit-below = Unit below
its-total = Its own figure
counts-here = Counts here
own-record = Record of the unit
numerator = Numerator
denominator = Denominator
totals-only = You may see the totals of this unit, not the units below it.
figures-none = No figures in this period yet.
figure-missing = no figure yet
figure-not-applicable = not applicable
figure-partial = incomplete
legend = Legend
legend-zero = reported, none
legend-missing = nobody reported
legend-partial = incomplete: some units have not reported
legend-not-applicable = has no meaning here
source-records = from records
source-members = from the member file
source-declared = declared
source-adjusted = adjusted
source-overlap = less the overlap
source-child = from a unit below
source-units = counted on the tree of units
indicators-all = All indicators
indicators-with-figures = Only indicators with figures
indicators-other = Other indicators
meaning-count = Each record of the register { $register } counts as one.
meaning-sum = Adds "{ $field }" over the records of the register { $register }.
meaning-distinct = Counts "{ $field }" over the register { $register }, each person or unit once.
meaning-distinct-units = Counts the units with a record in the register { $register }, each once.
meaning-last = Takes "{ $field }" of the latest record of the register { $register }.
meaning-register = Taken from the records of the register { $register }.
meaning-when = Only records that meet the indicator's condition count.
meaning-declared = Declared by the unit, month by month.
meaning-ratio = { $numerator } divided by { $denominator }.
meaning-growth = By how much { $of } grew over the same period a year before.
meaning-units-coordinated = Open grassroots unions that the unit only coordinates, counted on the last day of the period.
meaning-units-grassroots = Open grassroots unions below, counted on the last day of the period.
meaning-units-upper = Open upper-level unions below, counted on the last day of the period.
meaning-time-last = A longer period takes the last month reported.
meaning-time-max = A longer period takes the largest month.
meaning-tree-distinct = Whoever appears in several places below counts once.
meaning-tree-none = Not added up over units.

## Programmes and targets
programmes-lead = Each programme answers a directive with targets that can be measured.
programmes-none = No programmes yet.
years-all = All years
programme = Programme
programme-above = Programme above
programmes-below = Made concrete below
answers = Answers directive
answers-none = no directive
chain = Chain
targets = Targets
target = Target
targets-met = Met
targets-met-of = { $met } of { $all } targets met
now = Now
progress = Progress
target-range = { $least } to { $most }
target-met = met
target-underway = under way
target-not-met = not met
target-unknown = not known
declared-note = declared figure
comparator-at-least = at least
comparator-more-than = more than
comparator-equal = exactly
comparator-at-most = at most
comparator-less-than = less than
comparator-range = within
comparator-all = all

## Directives
directives-lead = Resolutions, instructions, plans: what is based on what, and who is carrying it out.
directives-none = No directives yet.
read-text = Read a text
read-hint = Paste the text into the box, or drop a plain text file on it.
read-placeholder = Paste the text here…
read-button = Read the text
or-file = Or choose a file
drop-too-large = The file is too large (over 20 MB).
drop-not-text = The file is not plain UTF-8 text.
reading = What was read
the-text = Text
citations = Citations
citations-note = Chosen citations become what the directive is based on.
citations-count = { $n ->
    [one] { $number } citation
   *[other] { $number } citations
}
targets-note = Chosen targets are kept as proposals.
targets-count = { $n ->
    [one] { $number } target
   *[other] { $number } targets
}
figures-found = Figures
figures-note = Numbers that state results, for comparison.
figures-count = { $n ->
    [one] { $number } figure
   *[other] { $number } figures
}
subject = What is counted
baseline = Compared with
remarks = Worth a look
figure-more-than = more than { $value }
figure-nearly = nearly { $value }
figure-about = about { $value }
show-in-text = Show in the text: { $text }
in-register = In the register
accept-heading = Accept as a directive
accept-note = Check what stands below, then accept. Chosen citations and targets go with it.
accept = Accept
accept-unit = Unit that enters it
accept-unit-wrong = Choose a unit you may enter directives for.
accept-date-wrong = No calendar has this day.
accept-title-missing = Give a title.
symbol = Symbol
title = Title
kind = Kind
issued-on = Issued on
issuer = Issuer
programmes-answering = Programmes answering it
facts = Facts
summary = Summary
its-place = Its place among directives
answers-what = Based on and carries out
answered-by = Answered by
targets-proposed = Targets named in the text
graph = Graph of directives
graph-lead = What stands above is what the directive below is based on, carries out or replaces.
graph-as-text = As a list
link-based-on = based on
link-carries-out = carries out
link-replaces = replaces

## Errors
error-401 = You are not signed in
error-401-message = Sign in to see this page. Your session may have ended.
error-403 = You may not do this
error-403-message = You may see this, but your present mandate does not let you change it.
error-404 = Not found
error-404-message = There is no such page, or it lies outside the reach of your unit.
error-409 = Changed meanwhile
error-409-message = Somebody has just changed this. Open the page again and go on from there.
error-413 = Too large
error-413-message = What was sent is over the limit. Please send a smaller part.
error-422 = Not accepted
error-422-message = What was sent does not follow the rules. Go back and correct it.
error-429 = Too many requests
error-429-message = Wait a moment and try again.
error-500 = The server met an error
error-500-message = The error was noted. What was saved is safe; try again in a few minutes.
error-503 = The system is busy
error-503-message = The data are not ready for the moment. Try again in a few minutes; what was saved is safe.

## Imports
imports = Imports
imports-lead = Bring in members, units and accounts from XLSX or CSV files. Every file is tried first; nothing is written until you say so.
imports-none = No imports yet.
import-what = What
import-members = Members
import-units = Units
import-accounts = Accounts
import-file = File
import-file-hint = XLSX or CSV, at most 64 MB. Keep the headings you use.
import-unit = Code of the unit of rows that name none
import-unit-hint = Only for members, when the file has no column with the unit's code.
import-mapping = Mapping of columns
import-mapping-none = Found from the headings
import-label = Name of the import
import-try = Test run
import-try-again = Test run again
import-when = When, who
import-no-file = Choose an XLSX or CSV file.
import-too-large = The file is larger than 64 MB; split it, or ask the administrator to import it at the command line.
import-created = New
import-changed = Changed
import-unchanged = Unchanged
import-refused = Refused
import-skipped = Skipped (headings, totals, signatures)
import-passed = Sheets without a table
import-stands = In force
import-undone = Undone
import-test-run = Test run
import-done = Imported
import-would = If imported, this file would be
import-result = Result
import-accept-all = { $n ->
    [one] Import { $number } row
   *[other] Import { $number } rows
}
import-accept-good = { $n ->
    [one] Import only { $number } good row
   *[other] Import only { $number } good rows
}
import-discard = Give this file up
import-taken-back = Some rows were refused, so nothing was imported. Correct the file and send it again, or take the good rows only.
import-refusals-file = All refused rows (CSV)
import-refused-rows = Refused rows
import-first-rows = The first 50
import-sheet = Sheet
import-row = Row
import-column = Column
import-value = Value
import-reason = Reason
import-columns = Which column is which field
import-columns-note = Correct what was taken wrongly and run the test again.
import-field = Field
import-unknown-column = — not known —
import-left-out = Leave this column out
import-unit-column = Code of the unit
import-mapping-save = Keep this mapping under a name (optional)
import-passwords = First passwords (CSV, once)
import-passwords-note = The passwords can be fetched once and are kept nowhere. Give each person theirs alone and ask them to change it at once.
import-undo = Undo
import-undo-note = Everything this import added or changed goes back to what it was, except what was changed since.
import-undo-sure = Undo the import
import-undone-now = The import was undone.
import-kept = Kept
import-kept-why = Because they were changed or used after the import.

## Personal data
my-data = My data
my-data-lead = What the union keeps about you, why, who may see it and who did.
my-data-csv = Take along as CSV
my-data-json = Take along as JSON
my-data-none = This account goes with no member file.
my-data-closed = The server lacks its key file, so what is sealed cannot be shown now.
data-work = Work on data
my-file = My file
kept-why = Class and purpose
kept-how-long = Kept how long
my-memberships = Memberships
who-can-see = Who can see my data
who-can-see-note = By the roles held today
nobody = Nobody but you.
who-did-see = Who did see it
who-did-see-note = What was opened, and lists with your name that left the house
nobody-yet = Nobody yet.
opened-fields = opened guarded data
took-a-list = took a list out
viewer-sees = sees the file with guarded parts masked
viewer-opens = opens what is masked, with a reason
viewer-writes = changes the file
viewer-exports = takes out unmasked lists, with a reason
correct-alone = Correct how to reach you
ask-about-data = Ask about your data
ask-about-data-note = The union that keeps your file confirms and answers within the time the law sets.
data-request-kind = What is asked
data-request-access = Access to the data
data-request-correct = Correction
data-request-restrict = Restriction
data-request-withdraw = Withdrawal of consent
data-request-delete = Deletion
data-request-object = Objection
data-request-complain = Complaint
correct-which = Field to correct (for a correction)
correct-to = Correct to
correct-to-hint = Days are written 1990-01-31; sex female or male.
request-said = In words
send-request = Send the request
my-requests = My requests
none-yet = None yet.
my-consents = What I agree to
agreed = Agreed
not-agreed = Not agreed
agree = Agree
agree-no-more = Withdraw
me-corrected = Saved.
me-asked = Sent; the answer will be shown on this page.
me-consented = Your choice is on record.
data-requests = Requests about personal data
data-requests-lead = Requests of members of the units you answer for, the most urgent on top.
person-asking = Who asks
received-at = Received
acknowledge-due = Acknowledge by
answer-due = Answer by
overdue = Overdue
working-days-note = (working days Monday to Friday; holidays are not known)
data-state-received = Received
data-state-acknowledged = Acknowledged
data-state-answered = Granted
data-state-refused = Refused
erased-person = (erased)
acknowledge = Acknowledge
request-answer = Answer
answer-text = Text of the answer
answer-grant = Grant
answer-refuse = Refuse
answer-deletes = Granting erases name, numbers and key at once, for good. Figures do not change.
answer-corrects = Granting changes the file as asked.
data-incidents = Data incidents
data-incidents-lead = Note every breach of personal data; the authority is to be told within 72 hours of noticing.
incident-add = Note an incident
incident-noticed = Noticed
incident-what = What happened
incident-kinds = Kinds of data
incident-people = People concerned
incident-measures = Measures taken and planned
incident-due = To be told by
incident-notified = Told
incident-notified-now = The authority has been told
incident-notice = Notice of a breach of personal data
incident-to = To the authority for the protection of personal data
incident-update = Bring up to date
incident-when-wrong = The moment is not valid.
incident-late = It was to be told by { $due }.
not-yet = not yet
data-exports = Lists of members taken out
data-exports-lead = Every list is on record; members see who took out lists with their names.
export-unit = Code of the unit (all below it included)
export-in-clear = Identity number, phone and address unmasked
export-reason = Reason
export-reason-hint = Needed for unmasked lists. Sensitive data never leave in bulk.
exports-so-far = Lists so far
export-members = Members
export-kind = Kind
export-clear = unmasked
export-masked = masked
export-alert = Alert
export-large = Large
export-seen = Seen
data-map = Map of data
data-map-lead = What is kept of members, why, how long, and which roles see it.
data-class = Class
seen-by-roles = Roles that see it
needs-consent = needs consent
kept-years = { $n ->
    [one] { $number } year after the end
   *[other] { $number } years after the end
}
data-overdue-count = { $n ->
    [one] { $number } request is overdue
   *[other] { $number } requests are overdue
}
alerts-waiting = { $n ->
    [one] { $number } alert about an export waits: My data → Lists of members taken out.
   *[other] { $number } alerts about exports wait: My data → Lists of members taken out.
}
