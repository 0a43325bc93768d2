package quantum.paper.exchange;

/** Where commands are noted so that the exchange survives its process. */
public interface CommandLog {
  /** For an exchange that lives in memory only. */
  CommandLog NONE = command -> {};

  /** Notes a command; when this returns, the death of the process does not take it. */
  void append(Command command);
}
