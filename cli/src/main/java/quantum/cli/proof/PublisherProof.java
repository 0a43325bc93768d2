package quantum.cli.proof;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.account.judge.Finding;
import quantum.account.snapshot.SuiteService;
import quantum.cli.machine.Units;
import quantum.cli.settings.ProposalSettings;
import quantum.runtime.Redis;

/**
 * Seven proofs, each with its evidence: that the publisher calculates only, that it runs, that it
 * has what it needs, that it publishes, and that it does not publish what has not changed. The
 * single cycles write the same keys as the service.
 */
public final class PublisherProof {
  private static final SuiteService SERVICE = SuiteService.HARVEST_PROPOSAL;

  /** Who trades, speaks HTTP, or names a stream that others act on. */
  private static final Pattern ACTS =
      Pattern.compile(
          "quantum/(?:apply|marketdata|paper|bridge|brain|exitbrain|tradingbot)/[A-Za-z/]+"
              + "|java/net/[A-Za-z/]+"
              + "|Names\\.(?:tradeIntent|applyPlan|applyResult|harvestSuggestions|priceUpdate|kill"
              + "|applyDone|cooldown):"
              + "|contracts/(?:TradeIntent|ApplyPlan)");

  private static final Set<String> ALIVE = Set.of("running", "degraded");
  private static final String ACL_USER = "quantum-harvest-proposal";
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?");

  /** A market that moves, or a publication that has become old, may publish rightly. */
  private static final int TRIES = 3;

  /** Three cycles, and never less than this. */
  private static final long FRESH_MILLIS = 30_000;

  private final Redis redis;
  private final ProposalSettings settings;
  private final SortedSet<String> symbols;
  private final PublisherProgram program;

  /** A fact of one symbol, or what is missing. */
  private record Fact(boolean holds, String says) {
    static Fact good(String says) {
      return new Fact(true, says);
    }

    static Fact missing(String says) {
      return new Fact(false, says);
    }
  }

  private interface Look {
    Fact at(String symbol);
  }

  /**
   * @param symbols what the proofs are about
   */
  public PublisherProof(
      Redis redis, ProposalSettings settings, SortedSet<String> symbols, PublisherProgram program) {
    this.redis = redis;
    this.settings = settings;
    this.symbols = new TreeSet<>(symbols);
    this.program = program;
  }

  /**
   * @param units as systemd sees them; empty: its sign of life says whether it runs
   */
  public List<Finding> findings(Optional<Units> units) throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(calculatesOnly());
    findings.add(units.map(PublisherProof::isActive).orElseGet(this::givesSign));
    findings.add(each("market state", this::market));
    findings.add(each("risk or fallback", this::risk));
    findings.add(each("proposals published", this::proposal));
    findings.add(once());
    findings.add(rateLimit());
    return findings;
  }

  private Finding calculatesOnly() {
    String about = "calc-only imports";
    SortedMap<String, SortedSet<String>> classes;
    try {
      classes = program.references();
    } catch (IOException e) {
      return Finding.fail(about, "cannot read " + e.getMessage());
    }
    if (classes.isEmpty()) {
      return Finding.fail(about, "the publisher is not on the class path");
    }
    SortedSet<String> bad = new TreeSet<>();
    for (SortedSet<String> references : classes.values()) {
      for (String reference : references) {
        Matcher acts = ACTS.matcher(reference);
        if (acts.find()) {
          bad.add(acts.group());
        }
      }
    }
    if (!bad.isEmpty()) {
      return Finding.fail(about, "found: " + String.join(" ", bad));
    }
    String so = classes.size() + " classes, no venue, HTTP or intent; Redis ";
    String answer = dryRun();
    if (answer.equals("OK")) {
      return Finding.fail(about, "Redis user " + ACL_USER + " may write trade.intent");
    }
    return Finding.pass(
        about,
        answer.contains("no permissions")
            ? so + "refuses trade.intent to " + ACL_USER
            : so + "user " + ACL_USER + " is not installed");
  }

  private String dryRun() {
    try {
      return redis
          .commands()
          .dispatch(
              CommandType.ACL,
              new StatusOutput<>(StringCodec.UTF8),
              new CommandArgs<>(StringCodec.UTF8)
                  .add("DRYRUN")
                  .add(ACL_USER)
                  .add("XADD")
                  .add(redis.names().tradeIntent())
                  .add("*")
                  .add("symbol")
                  .add("X"));
    } catch (RedisCommandExecutionException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Finding isActive(Units units) {
    String state = units.of(SERVICE).map(Units.State::active).orElse("not installed");
    String says = "systemctl is-active " + SERVICE.unit() + ": " + state;
    return state.equals("active")
        ? Finding.pass("unit active", says)
        : Finding.fail("unit active", says);
  }

  private Finding givesSign() {
    String key = redis.names().health(SERVICE.id());
    Optional<String> state = field(key, "state");
    String says =
        key + " state=" + state.orElse("none") + " pid=" + field(key, "pid").orElse("none");
    return state.filter(ALIVE::contains).isPresent()
        ? Finding.pass("unit active", says)
        : Finding.fail("unit active", says);
  }

  private Finding each(String about, Look look) {
    if (symbols.isEmpty()) {
      return Finding.fail(about, "no symbols: name some with --symbols");
    }
    List<String> good = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String symbol : symbols) {
      Fact fact = look.at(symbol);
      (fact.holds() ? good : missing).add(symbol + " " + fact.says());
    }
    return missing.isEmpty()
        ? Finding.pass(about, String.join("; ", good))
        : Finding.fail(about, String.join("; ", missing));
  }

  private Fact market(String symbol) {
    for (String prefix : settings.marketPrefixes()) {
      Optional<String> sigma =
          field(prefix + symbol, "sigma").filter(text -> NUMBER.matcher(text).matches());
      if (sigma.isPresent()) {
        return Fact.good("sigma=" + sigma.get());
      }
    }
    return Fact.missing("has no market state");
  }

  private Fact risk(String symbol) {
    Optional<String> distance =
        field(settings.riskPrefix() + symbol, "stop_dist_pct").filter(text -> !text.isEmpty());
    if (distance.isPresent()) {
      return Fact.good("risk proposal " + distance.get());
    }
    String key = settings.proposalPrefix() + symbol;
    double unit = number(key, "risk_unit");
    double entry = number(key, "position_entry_price");
    return unit > 0 && entry > 0
        ? Fact.good("no risk proposal, measured by " + shortened(unit / entry))
        : Fact.missing("has neither a risk proposal nor a risk unit");
  }

  private static String shortened(double number) {
    return new BigDecimal(number, new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private Fact proposal(String symbol) {
    String key = settings.proposalPrefix() + symbol;
    Optional<String> action = field(key, "harvest_action");
    double updated = number(key, "last_update_epoch");
    if (action.isEmpty() || updated <= 0) {
      return Fact.missing("has no proposal");
    }
    double age = System.currentTimeMillis() / 1000.0 - updated;
    String says = String.format(Locale.ROOT, "%s %.1fs ago", action.get(), age);
    long longest = Math.max(3 * settings.intervalMillis(), FRESH_MILLIS);
    return age * 1000 <= longest ? Fact.good(says) : Fact.missing(says);
  }

  private Finding once() throws IOException, InterruptedException {
    if (symbols.isEmpty()) {
      return Finding.fail("--once", "no symbols");
    }
    PublisherProgram.Ended ended = program.once(joined());
    return ended.code() == 0 && ended.says().contains("Single cycle complete")
        ? Finding.pass("--once", "exit code 0, Single cycle complete")
        : Finding.fail("--once", "exit code " + ended.code() + ": " + ended.lastLine());
  }

  private String joined() {
    return String.join(",", symbols);
  }

  private Finding rateLimit() throws IOException, InterruptedException {
    if (symbols.isEmpty()) {
      return Finding.fail("rate limiting", "no symbols");
    }
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      program.once(joined());
      Map<String, Optional<String>> computed = new LinkedHashMap<>();
      Map<String, Double> before = new LinkedHashMap<>();
      for (String symbol : symbols) {
        String key = settings.proposalPrefix() + symbol;
        computed.put(symbol, field(key, "computed_at_utc"));
        before.put(symbol, number(key, "last_update_epoch"));
      }
      String says = program.once(joined()).says();
      boolean good =
          symbols.stream()
              .allMatch(
                  symbol -> refreshedOnly(symbol, computed.get(symbol), before.get(symbol), says));
      if (good) {
        return Finding.pass(
            "rate limiting",
            "a second cycle refreshed %d and published none (try %d)"
                .formatted(symbols.size(), attempt));
      }
    }
    return Finding.fail(
        "rate limiting", "in three tries a second cycle published again, or refreshed nothing");
  }

  private boolean refreshedOnly(
      String symbol, Optional<String> computed, double before, String says) {
    String key = settings.proposalPrefix() + symbol;
    return computed.isPresent()
        && field(key, "computed_at_utc").equals(computed)
        && number(key, "last_update_epoch") > before
        && !says.contains("Published harvest for " + symbol + ":");
  }

  /** Empty also where the key is of another type: what it is there for is missing then. */
  private Optional<String> field(String key, String name) {
    try {
      return Optional.ofNullable(redis.commands().hget(key, name));
    } catch (RedisCommandExecutionException e) {
      if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** 0 if it is missing or no number. */
  private double number(String key, String name) {
    return field(key, name)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Double::parseDouble)
        .orElse(0.0);
  }
}
