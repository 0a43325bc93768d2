package quantum.harvestproposal.decide;

import java.util.List;
import java.util.Locale;

/** Where positions are looked for (SPEC §6, POSITION_SOURCE). */
public enum PositionSource {
  /** Per symbol the first of the others that has one. */
  AUTO,
  /** The state that another executor keeps up to date, else the suite's own position. */
  REDIS_HASH,
  /** The newest fill of the symbol in the execution stream. */
  REDIS_STREAM,
  /** An example; no such position exists. */
  SYNTHETIC;

  /** The sources to try, in order. */
  public List<PositionSource> order() {
    return this == AUTO ? List.of(REDIS_HASH, REDIS_STREAM, SYNTHETIC) : List.of(this);
  }

  /** The text in settings and proposals. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
