package quantum.apply.decide;

import quantum.contracts.SkipReason;

/**
 * A plan that is not executed.
 *
 * @param detail for the log line, empty if the code says it all
 */
public record Skip(SkipReason code, String detail)
    implements EntryVerdict, CloseVerdict, StopVerdict {
  public static Skip of(SkipReason code) {
    return new Skip(code, "");
  }
}
