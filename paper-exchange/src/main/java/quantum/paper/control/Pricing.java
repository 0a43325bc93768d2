package quantum.paper.control;

import quantum.paper.upstream.Upstream;

/** What moves the prices. */
public sealed interface Pricing {
  /** A recording, at a pace that can be set. */
  record Replayed(ReplayPace pace) implements Pricing {}

  /** A market elsewhere, at its own pace. */
  record Followed(Upstream upstream) implements Pricing {}
}
