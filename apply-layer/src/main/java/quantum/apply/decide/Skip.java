package quantum.apply.decide;

/**
 * A plan that is not executed.
 *
 * @param detail for the log line, empty if the code says it all
 */
public record Skip(SkipCode code, String detail)
    implements EntryVerdict, CloseVerdict, StopVerdict {
  public static Skip of(SkipCode code) {
    return new Skip(code, "");
  }
}
