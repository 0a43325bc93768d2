package quantum.harvestproposal.decide;

import java.util.Locale;

/** Where the position of a proposal was found: {@code position_source}. */
public enum FoundIn {
  /** {@code quantum:state:positions:{SYMBOL}} of another executor. */
  REDIS_STATE,
  /** {@code quantum:position:{SYMBOL}}, the suite's own. */
  REDIS_HASH,
  /** {@code quantum:stream:execution}. */
  REDIS_STREAM,
  /** Nowhere: an example. */
  SYNTHETIC;

  /** The text in proposals. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
