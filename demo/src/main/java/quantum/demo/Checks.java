package quantum.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Ledger;
import quantum.contracts.Names;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.StreamSource;
import tools.jackson.databind.JsonNode;

/** What must hold after a run, whatever happened in it: money, orders, messages, logs. */
public final class Checks {
  private static final BigDecimal CENT_MILLIONTH = new BigDecimal("1e-8");
  private static final Pattern ERROR_LINE = Pattern.compile("(^|\\s)ERROR\\s");

  private final Suite suite;
  private final Names names;
  private final Redis redis;
  private final Set<Symbol> symbols;
  private final List<ApplyPlan> plans;
  private final List<ApplyResult> results;
  private final JsonNode account;
  private final JsonNode orders;
  private final Standing standing;

  private Checks(
      Suite suite, Set<Symbol> symbols, List<ApplyPlan> plans, List<ApplyResult> results) {
    this.suite = suite;
    this.names = suite.names();
    this.redis = suite.redis();
    this.symbols = symbols;
    this.plans = plans;
    this.results = results;
    this.account = suite.paper().account();
    this.orders = suite.paper().orders();
    this.standing = Standing.of(suite, symbols);
  }

  /**
   * @param symbols those that were traded
   * @param plans as {@link Streams#plans} gives them
   * @param results as {@link Streams#results} gives them
   */
  public static List<Check> run(
      Suite suite, Set<Symbol> symbols, List<ApplyPlan> plans, List<ApplyResult> results) {
    Checks checks = new Checks(suite, symbols, plans, results);
    return List.of(
        checks.quantities(),
        checks.stops(),
        checks.ledger(),
        checks.reduceOnly(),
        checks.neverGrewOrFlipped(),
        checks.oneResultPerPlan(),
        checks.tranchesOnce(),
        checks.nothingPending(),
        checks.noDeadLetters(),
        checks.noErrorLine());
  }

  private static Check check(String name, List<String> violations, String evidence) {
    return violations.isEmpty()
        ? new Check(name, true, evidence)
        : new Check(name, false, String.join("; ", violations));
  }

  /** Quantity at the exchange = quantity in the position hash, or both gone. */
  private Check quantities() {
    return check(
        "quantity at the exchange = quantity in Redis",
        standing.quantities(),
        symbols.size() + " symbols, " + standing.open() + " still open");
  }

  /** One stop at stop_loss for each open position, and none of ours at flat. */
  private Check stops() {
    return check(
        suite.stopsRest()
            ? "each open position has its one stop at the exchange, nothing rests at flat"
            : "no stop rests at the exchange, as it is set",
        standing.stops(),
        standing.open() + " open, " + standing.resting() + " stops rest");
  }

  /** ledger realized_pnl = Σ exchange realizedPnl − Σ commission, entries included, to 1e-8. */
  private Check ledger() {
    List<String> violations = new ArrayList<>();
    BigDecimal total = BigDecimal.ZERO;
    for (Symbol symbol : symbols) {
      BigDecimal exchange = BigDecimal.ZERO;
      for (JsonNode trade : account.get("trades")) {
        if (trade.get("symbol").asString().equals(symbol.name())) {
          exchange =
              exchange
                  .add(new BigDecimal(trade.get("realizedPnl").asString()))
                  .subtract(new BigDecimal(trade.get("commission").asString()));
        }
      }
      total = total.add(exchange);
      BigDecimal booked =
          switch (Ledger.decode(redis.commands().hgetall(names.ledger(symbol)))) {
            case Decoded.Ok<Ledger> ok -> ok.value().realizedPnl();
            case Decoded.Bad<Ledger> bad -> {
              violations.add(symbol + " ledger: " + bad.reason());
              yield BigDecimal.ZERO;
            }
          };
      if (booked.subtract(exchange).abs().compareTo(CENT_MILLIONTH) > 0) {
        violations.add(
            symbol
                + ": ledger "
                + Decimals.plain(booked)
                + ", exchange "
                + Decimals.plain(exchange));
      }
    }
    return check(
        "ledger = realized profit − commission of the exchange",
        violations,
        "net " + Decimals.plain(total) + " USDT over " + account.get("trades").size() + " trades");
  }

  /** Every order of the suite that is not an entry is reduce-only, stops that rest among them. */
  private Check reduceOnly() {
    List<String> violations = new ArrayList<>();
    Set<String> entries = new HashSet<>();
    plans.stream()
        .filter(ApplyPlan.Entry.class::isInstance)
        .forEach(plan -> entries.add(plan.header().planId().value()));
    int closes = 0;
    for (JsonNode order : orders) {
      String client = order.get("clientOrderId").asString();
      boolean entry = entries.stream().anyMatch(client::contains);
      if (!entry) {
        closes++;
        if (!order.get("reduceOnly").asBoolean()) {
          violations.add(client + " is not reduceOnly");
        }
      }
    }
    JsonNode stops = suite.paper().algos();
    for (JsonNode stop : stops) {
      if (!stop.get("reduceOnly").asBoolean()) {
        violations.add(stop.get("clientAlgoId").asString() + " is not reduceOnly");
      }
    }
    return check(
        "every close order and stop is reduceOnly",
        violations,
        closes + " close orders, " + stops.size() + " stops");
  }

  /** From the trades: a position that is open only shrinks. */
  private Check neverGrewOrFlipped() {
    List<String> violations = new ArrayList<>();
    Map<String, BigDecimal> open = new HashMap<>();
    Map<String, String> openedBy = new HashMap<>();
    for (JsonNode trade : account.get("trades")) {
      String symbol = trade.get("symbol").asString();
      String order = trade.get("orderId").asString();
      BigDecimal signed =
          new BigDecimal(trade.get("qty").asString())
              .multiply(BigDecimal.valueOf(trade.get("side").asString().equals("BUY") ? 1 : -1));
      BigDecimal before = open.getOrDefault(symbol, BigDecimal.ZERO);
      BigDecimal after = before.add(signed);
      boolean ofItsOpening = order.equals(openedBy.get(symbol));
      if (before.signum() == 0) {
        openedBy.put(symbol, order);
      } else if (!ofItsOpening
          && (after.signum() * before.signum() < 0 || after.abs().compareTo(before.abs()) >= 0)) {
        violations.add(
            symbol + " went from " + Decimals.plain(before) + " to " + Decimals.plain(after));
      }
      open.put(symbol, after);
    }
    return check(
        "no position grew or flipped", violations, account.get("trades").size() + " trades");
  }

  private Check oneResultPerPlan() {
    List<String> violations = new ArrayList<>();
    Map<String, Integer> resultsByEntry = new HashMap<>();
    for (ApplyResult result : results) {
      result.planStreamId().ifPresent(id -> resultsByEntry.merge(id, 1, Integer::sum));
    }
    resultsByEntry.forEach(
        (id, count) -> {
          if (count > 1) {
            violations.add("plan entry " + id + " has " + count + " results");
          }
        });
    Map<PlanId, Long> planned = new HashMap<>();
    plans.stream()
        .filter(plan -> !(plan instanceof ApplyPlan.Hold))
        .forEach(plan -> planned.merge(plan.header().planId(), 1L, Long::sum));
    Map<PlanId, Long> answered = new HashMap<>();
    results.stream()
        .filter(result -> result.planStreamId().isPresent())
        .forEach(result -> result.planId().ifPresent(id -> answered.merge(id, 1L, Long::sum)));
    planned.forEach(
        (id, count) -> {
          if (!count.equals(answered.getOrDefault(id, 0L))) {
            violations.add(
                "plan "
                    + id
                    + ": "
                    + count
                    + " entries, "
                    + answered.getOrDefault(id, 0L)
                    + " results");
          }
        });
    long entries = planned.values().stream().mapToLong(Long::longValue).sum();
    return check("every plan has exactly one result", violations, entries + " plans");
  }

  private Check tranchesOnce() {
    List<String> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ApplyResult result : results) {
      if (result.isFill() && result.level().isPresent() && result.positionId().isPresent()) {
        String tranche = result.positionId().get() + " at " + result.level().get();
        if (!seen.add(tranche)) {
          violations.add("position " + tranche + " R executed twice");
        }
      }
    }
    return check("no tranche executed twice", violations, seen.size() + " tranches");
  }

  private Check nothingPending() {
    List<String> violations = new ArrayList<>();
    List<StreamSource> groups = MarketReplay.groups(names);
    for (StreamSource source : groups) {
      long pending = redis.commands().xpending(source.stream(), source.group()).getCount();
      if (pending > 0) {
        violations.add(source.stream() + " " + source.group() + ": " + pending + " pending");
      }
    }
    return check("no pending entries", violations, groups.size() + " groups");
  }

  private Check noDeadLetters() {
    long letters = redis.commands().xlen(names.deadLetter());
    return new Check("no dead letters", letters == 0, letters + " dead letters");
  }

  /**
   * One who died and was missed is missed rightly, and so is the answer that somebody waited for
   * then. In lockstep nobody can be behind the prices, only his sign of life, which comes by the
   * wall clock; if he were gone, they would stand still.
   */
  private boolean isNoFault(String line) {
    boolean missed =
        line.contains("[ALARM]")
            && line.contains("does not rest at the exchange")
            && suite.restarts(Suite.PAPER_EXCHANGE) > 0;
    boolean inDoubt =
        line.contains("[ALARM]")
            && line.contains("has no outcome after")
            && suite.restarts(Suite.PAPER_EXCHANGE) + suite.restarts(Suite.APPLY_LAYER) > 0;
    return missed
        || inDoubt
        || line.contains("[ALARM] " + Suite.EXITBRAIN + " does not watch")
            && (suite.isLockstep() || suite.restarts(Suite.EXITBRAIN) > 0);
  }

  private Check noErrorLine() {
    List<String> violations = new ArrayList<>();
    long lines = 0;
    try (Stream<Path> logs = Files.list(suite.logs())) {
      for (Path log : logs.sorted().toList()) {
        for (String line : Files.readAllLines(log)) {
          lines++;
          if (ERROR_LINE.matcher(line).find() && !isNoFault(line) && violations.size() < 5) {
            violations.add(log.getFileName() + ": " + line);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return check("no ERROR line in any log", violations, lines + " log lines");
  }
}
