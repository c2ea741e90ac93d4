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

## Officers
officers = Officers
officers-lead = Rights in the system begin, pass and end with the post.
officers-present = Present and coming
officers-none = Nobody is written down as holding a post in this unit.
officers-mandates = Delegations and other mandates
officers-past = Former
office-new = Fill a post
office-new-lead = Posts that give rights are filled by the level above; the others by the unit itself too.
office-title = Post
office-body = Body
office-bodies = Bodies and terms
office-bodies-none = No body is written down.
office-body-new = Add a body for a term
office-body-end = End the body
office-body-end-note = Every post in it ends on the same day.
office-term = Term
office-term-hint = For example 2023–2028
office-decision = Number of the decision
office-until = ends on { $date }
office-until-day = Ends on
office-until-hint = Left empty, it goes by the body's term.
office-days = Held
office-facts = Post
office-time = Form
office-full-time = full-time
office-part-time = part-time
office-full-time-label = Full-time
office-acting = acting
office-acting-label = Held for another, acting
office-future = not yet begun
office-paid-hours = { $hours } paid hours a month
office-rights = Rights in the system
office-rights-none = gives no rights
office-rights-note = Rights begin on the first day and end on the day the post ends.
office-person = Holder
office-person-new = Somebody else, by name
office-person-new-hint = Only when not found above; a name typed here counts instead of the choice above.
office-people-none = Nobody found. Search by a part of the name.
office-search = Find members and officers by name, accents not needed
office-end = End the post
office-end-day = Ends on
office-end-note = Rights and everything delegated from this post end on that day.
office-delegate = Delegate
office-delegate-note = The delegate has exactly the rights of this post, no longer than it lasts.
office-delegate-paper = Number of the paper
office-delegated-by = delegated by { $name }
office-delegations = Delegated from this post
office-end-delegation = End the delegation today
office-account-note = This person has no account. The password is shown once, to be handed over.
office-account-give = Give an account
office-account-given = Sign-in
office-password-note = Forgotten password: set a new one; the person is signed out everywhere.
office-password-reset = Reset the password
office-password-once = The password is shown this one time. Write it down and hand it over.
office-party-note = Sensitive: opened when needed only; the reason is logged.
office-party-open = Open
office-replaces = Takes over from
office-replaces-hint = Whoever is chosen ends on the day the new holder begins; rights pass on that day.
office-back = Back to the post
handover = Hand-over
handover-lead = For the successor, as of { $date }. The page can be printed.
handover-programmes = Programmes and targets of the year
handover-drafts = Drafts
handover-records = Recorded since { $date }
handover-confirmed = Confirmed since { $date }
handover-deadlines = Coming ends
handover-deadlines-none = No term and no programme ends within six months.
handover-people = Who is who
behalf-waiting = Entered on behalf, waiting for confirmation
behalf-count = { $n ->
    [one] { $number } record entered on behalf waits for you
   *[other] { $number } records entered on behalf wait for you
}
behalf-lead = The level above recorded for the union. The union looks and confirms, or changes the record.
behalf-none = Nothing entered on behalf is waiting.
behalf-entered = Entered by { $name } for { $unit },
behalf-unconfirmed = waiting for confirmation.
behalf-confirmed = confirmed by { $name }.
behalf-confirm = Confirm what was entered on behalf
action-behalf = The union confirmed what was entered on its behalf
view-as = View as, to help
view-as-lead = See just what somebody else sees, reading only, for 30 minutes at most. Every page seen is logged.
view-as-search = Find an account by name
view-as-none = No account in the units below fits this name.
view-as-whom = View as
view-as-begin = Begin
view-as-banner = You see as { $name } sees.
view-as-until = Reading only, until { $until }.
view-as-logged = Every page is logged under the name of { $helper }.
view-as-end = End it

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
