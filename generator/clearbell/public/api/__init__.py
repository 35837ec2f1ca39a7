"""`/api/v2/*.json`: the site in the shape of the Statuspage API v2, for programs that were written against that.

Same fields, order, types and nulls, and no field more: some clients refuse what they don't know. Where that shape can't
say what Clearbell knows, or Clearbell doesn't know what the shape asks, this is what stands there:

- `status.indicator` is that of the worst component, as with Statuspage, but an open incident never hides behind `none`:
  it makes it at least `minor`. Where all its parts are said to work and it isn't yet `monitoring`, severity 1 makes it
  `critical` and 2 `major`. `critical` by components means that more than half of them don't work at all.
- `impact` comes from the severity, of imported incidents too: 1 is `critical`, 2 `major`, 3 and 4 `minor`. A severity 4
  is no `none`: something is wrong, if only a little, and the indicator says so.
- Planned work has the status that its window gives it: `in_progress` once that has begun, `completed` once it is over,
  whether or not anyone wrote so; the updates stay as written. Work that was called off is `completed`, for there is no
  word for it and clients refuse words they don't know; its last update tells. `started_at` is when it was announced.
- `affected_components` tells what this incident says of its parts, all of them at each update. Another incident may say
  worse of the same part; the part's own `status` is the worst of all.
- `created_at` of components is when the page said its first word: content holds no older date. `updated_at` moves with
  updates and with windows of planned work that open or close by the clock; nothing depends on when the site was built.
- Retired components are in no list, but the incidents that they had still hold them. Notices aren't in it at all.
- `deliver_notifications` is always true: every update goes into the feeds.
"""
