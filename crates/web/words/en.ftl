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

## Members
nav-members = Members
members-pages = Pages about members
members-search = Name or number, without marks
members-count = { $n ->
    [one] { $number } member
   *[other] { $number } members
}
members-none = There are no such members.
members-any-sex = Men and women
members-any-state = Every state of a standing membership
members-left = Left
members-admit = Admit
members-admit-list = Admit several
members-counts = Members counted
member-name = Name
member-number = Number
member-file = File
member-periods = Memberships
member-left-on = Left on
member-lasts = lasts
member-leave = End the membership
member-leaving = Why it ends
member-readmit = Admit again
member-readmit-note = The level above decides on admitting again.
member-states = States
member-set-state = Change the state
member-views = Who opened data
member-story-none = Nothing changed since it was brought in.
member-unknown = Not known yet
member-sealed = sealed
member-open = Open what is chosen
member-open-this = open
member-open-reason = Reason for opening
member-open-note = Who opens, when, what and why is written into the log.
member-edit = Change the file
member-edit-lead = Guarded fields left empty stay as they are kept.
member-keeps-masked = Kept: { $value }; left empty it stays
member-keeps-sealed = Kept and sealed; left empty it stays
class-open = about the membership
class-basic = basic personal data
class-sensitive = sensitive personal data
dues-rest = dues rest
born = Born
sex = Sex
phone = Phone
decision = Decision
decision-or-paper = Decision or paper
joined-on = Admitted on
applied-on = Day of the application
applications = Applications
form-5a = Application of one person (form 5a)
form-5b = Application of several people (form 5b)
signature = Signature
signature-paper = Signed on paper
signature-electronic = Signed electronically
signature-text = Electronic signature
signature-text-hint = Number of the certificate or of the transaction; empty when signed on paper
admission-lead = The committee admits upon the worker's application.
admission-list-lead = Several people sign one application; one a line, all are admitted or none.
admission-decision-hint = The committee's resolution or decision
admission-rows = List
admission-rows-hint = A line each: name; birth; sex; identity number; phone. May be pasted from a spreadsheet; the first line may be headings.
admission-distinct = People of the same name and birth are others
admission-distinct-hint = Only after comparing with the file that stands
day-or-year-hint = A day 31/01/1990, or the month 1/1990 or year 1990 alone
unit-code-hint = Code of the unit, such as cdcs-mau
unit-code-of = Code of the unit
transfers = Transfers
transfers-lead = both sides agree; until then the member counts in the old unit.
transfers-none = There are no transfers yet.
transfer-ask = Let go to another unit
transfer-note = The receiving unit has to agree; the day it does is the day of the transfer.
transfer-to = Code of the receiving unit
transfer-receive = Ask for a member
transfer-receive-lead = Receive somebody who is a member elsewhere; that unit has to agree.
transfer-number-hint = The member number on the card
transfer-agree = Agree, from today
transfer-refuse = Refuse
transfer-cancel = Take back
transfer-asked-by-receiver = the receiving unit asks
transfer-answer = Answer: { $answer }
transfer-open = Waits for an answer
transfer-done = Done
transfer-refused = Refused
transfer-cancelled = Taken back
story-admit = Admitted
story-readmit = Admitted again
story-leave = Membership ended
story-state = State changed
story-change = File changed
story-open = Guarded data opened
story-transfer-ask = Transfer asked for
story-transfer = Transferred
story-transfer-refuse = Transfer refused
story-transfer-cancel = Transfer taken back
story-merge = Files put together
story-merge-undo = Files taken apart again
story-distinct = Said to be two people
duplicates = Files found twice
duplicates-lead = an officer decides whether to put them together; it can be undone.
duplicates-none = No files found twice.
twins-same-identity = Same identity number
twins-same-birth = Same name and day of birth
twins-same-year = Same name and year of birth
merge = Put together
merge-keep = Keep this file
merge-other = Put this one into it
merge-reason = Grounds
merge-distinct = Two different people
merge-undo = Take apart again
merge-undone = taken apart again
merges = Put together
balance = Came and went in the period
balance-before = Standing on { $date }
balance-after = Standing on { $date }, the last day
balance-holds = before + in − out = after
balance-fails = does not add up
balance-rest = Off by { $rest }: { $because }
counts-groups = By sex, age and form
counts-workforce = Against the workforce
counts-posts = By post
posts-full-time = { $number } full-time
declared-beside = Declared beside counted
declared-number = Declared
declared-counted = List on that day
declared-difference = Difference
declared-now = List at the end
declared-because = Why
declared-by = for { $date }, declared by { $by } { $at }

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
