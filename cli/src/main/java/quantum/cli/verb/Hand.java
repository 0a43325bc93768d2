package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.hand.Journal;
import quantum.account.hand.TraderClose;
import quantum.account.hand.Who;
import quantum.account.json.ActJson;
import quantum.contracts.EventTime;
import quantum.kernel.value.Symbol;
import quantum.runtime.RedisUnavailable;

/**
 * What the acting verbs have in common: they say what they will do, ask, do it, and say what they
 * did.
 */
final class Hand {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

  /** Does it: what was done and what could not be, in sentences. */
  interface Act {
    Outcome act() throws InterruptedException;
  }

  /**
   * What came of it.
   *
   * @param code the exit code
   * @param json the verb's own figures, beside what all have
   */
  record Outcome(int code, List<String> did, List<String> couldNot, ActJson json) {
    static Outcome done(String did) {
      return new Outcome(Desk.FINE, List.of(did), List.of(), ActJson.NONE);
    }

    static Outcome failed(int code, String why) {
      return new Outcome(code, List.of(), List.of(why), ActJson.NONE);
    }

    Outcome with(ActJson more) {
      return new Outcome(code, did, couldNot, more);
    }
  }

  private final Desk desk;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--yes", description = "do it without asking")
  private boolean yes;

  Hand(Desk desk) {
    this.desk = desk;
  }

  /** For the record. */
  String by() {
    return Who.says(spec.name(), desk.settings().surrounding("SUDO_USER"));
  }

  Symbol symbol(String text) {
    try {
      return Symbol.of(text.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw misuse("SYMBOL: " + e.getMessage());
    }
  }

  /** In (0, 100]. */
  BigDecimal percent(String text) {
    try {
      return TraderClose.percent(text);
    } catch (IllegalArgumentException e) {
      throw misuse("PCT " + e.getMessage());
    }
  }

  /** A time to come: ISO-8601, or how long from now. */
  OptionalLong until(String text, long nowMillis) {
    if (text == null) {
      return OptionalLong.empty();
    }
    long until = time(text.strip(), nowMillis);
    if (until <= nowMillis) {
      throw misuse("--until must be in the future, was '" + text + "'");
    }
    return OptionalLong.of(until);
  }

  private long time(String text, long nowMillis) {
    Matcher duration = DURATION.matcher(text);
    try {
      return duration.matches()
          ? nowMillis + length(duration).toMillis()
          : EventTime.parseMillis(text);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw misuse(
          "--until must be a time such as 2026-12-24T18:00:00Z or a duration such as 90m, 4h or 1d,"
              + " was '"
              + text
              + "'");
    }
  }

  private static Duration length(Matcher duration) {
    long number = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  static String inWords(OptionalLong until) {
    return until.isEmpty() ? "" : " until " + Instant.ofEpochMilli(until.getAsLong());
  }

  void requireTimeout(int seconds) {
    Repairs.requireTimeout(spec, seconds);
  }

  private ParameterException misuse(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  /**
   * Says what will be done, asks unless that was said beforehand, and does it.
   *
   * @return the exit code
   */
  int perform(List<String> will, Act act) {
    if (!yes) {
      if (desk.json() || desk.answer().isEmpty()) {
        throw misuse(
            "it would "
                + String.join("; ", will)
                + ". Nothing was done: there is no terminal to ask at, so say --yes");
      }
      will.forEach(line -> desk.out().println("This will " + line + "."));
      desk.out().print("Do it? [y/N] ");
      desk.out().flush();
      String answer = desk.answer().get().get().strip().toLowerCase(Locale.ROOT);
      if (!answer.equals("y") && !answer.equals("yes")) {
        desk.out().println("Nothing was done.");
        return Desk.WRONG;
      }
    }
    return say(attempt(act));
  }

  private Outcome attempt(Act act) {
    try {
      return act.act();
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return Outcome.failed(Desk.WRONG, "Redis refuses: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.failed(Desk.WRONG, "interrupted");
    }
  }

  private int say(Outcome outcome) {
    List<String> all = new ArrayList<>(outcome.did());
    outcome.couldNot().forEach(why -> all.add("NOT: " + why));
    Journal.say("[HAND] " + by() + ": " + String.join("; ", all));
    if (desk.json()) {
      desk.out().println(outcome.json().text(spec.name(), by(), outcome.did(), outcome.couldNot()));
    } else {
      outcome.did().forEach(desk.out()::println);
      outcome.couldNot().forEach(why -> desk.err().println("quantum: " + why));
    }
    return outcome.code();
  }

  /** What is going on meanwhile; nothing where JSON is wanted. */
  void progress(String line) {
    if (!desk.json()) {
      desk.out().println(line);
    }
  }

  static String joined(Optional<String> reason) {
    return reason.map(text -> ": " + text).orElse("");
  }
}
