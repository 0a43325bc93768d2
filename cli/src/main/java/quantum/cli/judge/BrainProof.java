package quantum.cli.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.StreamHistory;
import quantum.account.snapshot.StreamHistory.Entry;
import quantum.account.snapshot.SuiteService;
import quantum.cli.machine.Units;
import quantum.contracts.ApplyResult;
import quantum.contracts.Evaluation;
import quantum.contracts.HealthRecord;
import quantum.contracts.ResultStatus;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;

/** Proofs that harvest-brain works: it runs, reads, decides, and asks once for each level. */
public final class BrainProof {
  private static final long BEHIND = 1_000;
  private static final long JUDGED_MILLIS = 30_000;
  private static final Set<String> ITS_NAMES = Set.of("harvest_brain", "harvest-brain");

  private final Account account;
  private final StreamHistory history;

  public BrainProof(Account account, StreamHistory history) {
    this.account = account;
    this.history = history;
  }

  /**
   * @param units where systemd shall be asked
   * @param mode it is said to be in; else the one that it says itself
   */
  public List<Finding> findings(Optional<Optional<Units>> units, Optional<String> mode) {
    List<Finding> findings = new ArrayList<>();
    units.ifPresent(here -> findings.add(active(here)));
    findings.add(alive());
    findings.add(groups());
    findings.add(judged());
    findings.addAll(asked(mode));
    findings.add(once());
    return findings;
  }

  private Optional<HealthRecord> brain() {
    return account.health(SuiteService.HARVEST_BRAIN);
  }

  private static Finding verdict(String about, boolean good, String says) {
    return good ? Finding.pass(about, says) : Finding.fail(about, says);
  }

  private static Finding active(Optional<Units> here) {
    if (here.isEmpty()) {
      return Finding.fail(
          "unit active", "no systemd here; --no-systemd asks its sign of life alone");
    }
    String state =
        here.get().of(SuiteService.HARVEST_BRAIN).map(Units.State::active).orElse("not installed");
    return verdict(
        "unit active",
        state.equals("active"),
        "systemctl is-active quantum-harvest-brain: " + state);
  }

  private Finding alive() {
    String says =
        brain()
            .map(
                it -> "state=" + it.state() + " pid=" + it.pid() + " mode=" + it.mode().orElse("-"))
            .orElse("state=none");
    return verdict(
        "sign of life", brain().filter(it -> it.state().equals("running")).isPresent(), says);
  }

  private Finding groups() {
    List<String> said = new ArrayList<>();
    boolean good = true;
    boolean unreadable = false;
    for (GroupProgress group : account.groups()) {
      if (!group.service().equals(SuiteService.HARVEST_BRAIN.id())) {
        continue;
      }
      if (account.withheld().contains(group.stream())) {
        said.add(group.stream() + " may not be read by this user");
        unreadable = true;
      } else if (!group.exists()) {
        said.add(group.stream() + " has no group " + group.group());
        good = false;
      } else {
        said.add(
            group.stream()
                + " lag="
                + (group.lag().isPresent() ? group.lag().getAsLong() : "?")
                + " pending="
                + group.pending());
        good &= group.lag().orElse(0) <= BEHIND && group.pending() <= BEHIND;
      }
    }
    String says = String.join("; ", said);
    return unreadable
        ? Finding.unknown("consumer groups", says)
        : verdict("consumer groups", good, says);
  }

  private Finding judged() {
    List<String> old = new ArrayList<>();
    for (Holding holding : account.holdings()) {
      Optional<Long> priced = holding.ticker().value().map(Ticker::timestampMillis);
      long seen = holding.evaluation().value().map(Evaluation::lastUpdateMillis).orElse(0L);
      // without a ticker nobody publishes prices of it, and there is nothing to judge by
      if (priced.filter(at -> at - seen > JUDGED_MILLIS).isPresent()) {
        old.add(holding.symbol().name());
      }
    }
    return verdict(
        "positions judged",
        old.isEmpty(),
        account.holdings().size()
            + " open"
            + (old.isEmpty()
                ? ""
                : "; not judged within 30 s of their price: " + String.join(" ", old)));
  }

  /** What is wrong with what it asked for since it started. */
  private List<Finding> asked(Optional<String> said) {
    Optional<String> mode = said.or(() -> brain().flatMap(HealthRecord::mode));
    List<TradeIntent> live = its(history.intents());
    List<TradeIntent> shadow = its(history.suggestions());
    String says =
        "mode "
            + mode.orElse("unknown")
            + "; since its start "
            + live.size()
            + " intents and "
            + shadow.size()
            + " suggestions";
    List<Finding> findings = new ArrayList<>();
    if (mode.isEmpty()) {
      findings.add(Finding.unknown("mode respected", says));
    } else {
      boolean shadowMode = mode.get().equals("shadow");
      findings.add(verdict("mode respected", (shadowMode ? live : shadow).isEmpty(), says));
    }
    long opening =
        live.stream().filter(TradeIntent.Entry.class::isInstance).count()
            + shadow.stream().filter(TradeIntent.Entry.class::isInstance).count();
    findings.add(
        verdict(
            "reduce only",
            opening == 0,
            opening + " of " + (live.size() + shadow.size()) + " were not"));
    return findings;
  }

  private List<TradeIntent> its(List<Entry<TradeIntent>> entries) {
    long since = brain().map(HealthRecord::startedAtMillis).orElse(0L);
    return entries.stream()
        .filter(it -> it.atMillis() >= since)
        .map(Entry::value)
        .filter(it -> ITS_NAMES.contains(it.source()))
        .toList();
  }

  private Finding once() {
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    int filled = 0;
    for (Entry<ApplyResult> entry : history.results()) {
      ApplyResult result = entry.value();
      if (result.planId().isEmpty()
          || result.isBooking()
          || result.status() != ResultStatus.FILLED
          || !result.action().startsWith("PARTIAL_")) {
        continue;
      }
      filled++;
      String key =
          result.symbol()
              + " "
              + result.positionId().map(Object::toString).orElse("-")
              + " "
              + result.action();
      if (!seen.add(key)) {
        twice.add(key);
      }
    }
    // the ladder takes the same fraction at each rung: there the levels are told apart by harvested
    if (account
        .settings()
        .value(SuiteService.HARVEST_BRAIN, "HARVEST_POLICY")
        .filter("ladder"::equalsIgnoreCase)
        .isPresent()) {
      return Finding.info(
          "once per level", filled + " partials filled; rungs of a ladder may share a fraction");
    }
    return verdict(
        "once per level",
        twice.isEmpty(),
        filled
            + " partials filled, "
            + twice.size()
            + " a second time"
            + (twice.isEmpty() ? "" : ": " + twice.getFirst()));
  }
}
