package quantum.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The line of an event on stdout.
 *
 * <p>Where stdout is journald's: the priority that journald understands, then the message, in one
 * line whatever it holds, its stack trace included (SPEC §9); the time is journald's. Everywhere
 * else, for people: the time, the level, the message, the stack trace below it.
 */
public final class EventLines extends LayoutBase<ILoggingEvent> {
  /** journald cuts lines at 48 KiB, and what follows the cut would have no priority. */
  static final int MAX_CHARACTERS = 16_000;

  private static final Path STDOUT = Path.of("/proc/self/fd/1");

  private final PatternLayout forPeople = new PatternLayout();
  private String journalStream = "";
  private boolean toJournal;

  /**
   * @param deviceAndInode JOURNAL_STREAM: what systemd connected, {@code device:inode}; a process
   *     inherits the variable also where its output goes elsewhere, so it is compared with stdout
   */
  public void setJournalStream(String deviceAndInode) {
    journalStream = deviceAndInode;
  }

  @Override
  public void start() {
    toJournal = !journalStream.isEmpty() && journalStream.equals(stdout());
    forPeople.setContext(getContext());
    forPeople.setPattern("%d{HH:mm:ss.SSS} %-5level %msg%n");
    forPeople.start();
    super.start();
  }

  private static String stdout() {
    try {
      return Files.getAttribute(STDOUT, "unix:dev") + ":" + Files.getAttribute(STDOUT, "unix:ino");
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return ""; // no such system: then there is no journald either
    }
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return toJournal ? journalLine(event) : forPeople.doLayout(event);
  }

  static String journalLine(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    String line = text.toString().strip().replaceAll("\\s*\\R\\s*", " | ");
    if (line.length() > MAX_CHARACTERS) {
      line = line.substring(0, MAX_CHARACTERS) + "…";
    }
    return "<" + priority(event.getLevel()) + ">" + line + '\n';
  }

  /** As syslog numbers them: 3 error, 4 warning, 6 informational, 7 debug. */
  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
