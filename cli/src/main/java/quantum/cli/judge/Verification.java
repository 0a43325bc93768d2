package quantum.cli.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import quantum.account.explain.Say;
import quantum.account.judge.Acting;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.cli.machine.Units;
import quantum.contracts.HealthRecord;
import quantum.runtime.snapshot.Found;

/** Whether a running suite is in order, by what it leaves in Redis: the checks of `verify`. */
public final class Verification {
  private static final long BEHIND = 1_000;
  private static final long EXCHANGE_SILENT_MILLIS = 60_000;

  private Verification() {}

  public static Finding killSwitch(Account account) {
    return switch (account.kill()) {
      case OFF -> Finding.pass("kill switch", "off");
      case ON ->
          Finding.warn("kill switch", "quantum:kill is on: no entries, no harvests; stops go on");
      case UNKNOWN -> Finding.unknown("kill switch", "this user may not read it");
    };
  }

  public static Finding units(Optional<Units> here) {
    if (here.isEmpty()) {
      return Finding.info("units", "no systemd here; judged by the signs of life alone");
    }
    List<String> active = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    new TreeMap<>(here.get().states())
        .forEach(
            (service, state) -> {
              switch (state.active()) {
                case "active" -> active.add(service.file());
                case "failed" -> failed.add(service.unit());
                default -> {} // not started: the signs of life say whether that is missed
              }
            });
    String says = "active: " + (active.isEmpty() ? "none" : String.join(" ", active));
    return failed.isEmpty()
        ? Finding.pass("units", says)
        : Finding.fail("units", says + "; failed: " + String.join(" ", failed))
            .mendedBy("systemctl status " + failed.getFirst());
  }

  /** Which instances act, and which stand by. */
  public static List<Finding> acting(Account account) {
    return Acting.of(account);
  }

  public static List<Finding> services(Account account) {
    List<String> good = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Finding.Verdict verdict = Finding.Verdict.PASS;
    for (SuiteService service : SuiteService.inRedis()) {
      Found<HealthRecord> found = account.services().getOrDefault(service, Found.absent());
      String state =
          found.value().map(HealthRecord::state).orElse(Withheld.is(found) ? "unknown" : "silent");
      if (service.part() != SuiteService.Part.CORE) {
        others.add(service.id() + "=" + state);
      } else if (state.equals("running")) {
        good.add(service.id());
      } else {
        bad.add(service.id() + "=" + state);
        verdict = worse(verdict, state);
      }
    }
    String says =
        "running: "
            + (good.isEmpty() ? "none" : String.join(" ", good))
            + (bad.isEmpty() ? "" : "; not: " + String.join(" ", bad));
    return List.of(
        new Finding(verdict, "core services", says, Optional.empty()),
        Finding.info("other services", String.join(" ", others)));
  }

  private static Finding.Verdict worse(Finding.Verdict verdict, String state) {
    Finding.Verdict of =
        switch (state) {
          case "degraded" ->
              Finding.Verdict.WARN; // works, but lags or lacks something from outside
          case "unknown" -> Finding.Verdict.UNKNOWN;
          default -> Finding.Verdict.FAIL;
        };
    return of.compareTo(verdict) > 0 ? of : verdict;
  }

  public static Finding groups(Account account) {
    List<String> said = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> slow = new ArrayList<>();
    for (GroupProgress group : account.groups()) {
      String stream = group.stream().substring(group.stream().lastIndexOf(':') + 1);
      String name = group.group().substring(group.group().lastIndexOf(':') + 1) + "@" + stream;
      if (!group.exists()) {
        missing.add(name);
        continue;
      }
      String lag = group.lag().isPresent() ? Long.toString(group.lag().getAsLong()) : "?";
      said.add(name + " lag=" + lag + " pending=" + group.pending());
      if (Math.max(group.lag().orElse(0), group.pending()) > BEHIND) {
        slow.add(name);
      }
    }
    if (!missing.isEmpty()) {
      return account.withheld().isEmpty()
          ? Finding.fail("consumer groups", "missing: " + String.join(" ", missing))
          : Finding.unknown("consumer groups", "not all can be read");
    }
    String all = String.join("; ", said);
    return slow.isEmpty()
        ? Finding.pass("consumer groups", all)
        : Finding.warn("consumer groups", "behind: " + String.join(" ", slow) + "; " + all);
  }

  public static Finding positions(Account account) {
    if (account.unlisted().isPresent()) {
      return Finding.unknown("positions", "cannot be listed: " + account.unlisted().get());
    }
    List<String> missing = new ArrayList<>(account.unnamed());
    List<String> bare = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Holding holding : account.holdings()) {
      String symbol = holding.symbol().name();
      if (Withheld.is(holding.position())) {
        unknown.add(symbol);
      } else if (holding.position().value().isEmpty()) {
        missing.add(symbol);
      } else if (holding.position().value().get().isManaged()
          && holding.position().value().get().position().stop().isEmpty()) {
        bare.add(symbol);
      }
    }
    int open = account.holdings().size() + account.unnamed().size();
    if (!missing.isEmpty()) {
      return Finding.fail(
          "positions", open + " open; listed without a position: " + String.join(" ", missing));
    }
    if (!unknown.isEmpty()) {
      return Finding.unknown("positions", open + " open; may not be read: " + unknown);
    }
    return bare.isEmpty()
        ? Finding.pass("positions", open + " open, each with a stop")
        : Finding.fail("positions", open + " open; without a stop: " + String.join(" ", bare))
            .mendedBy("quantum inspect " + bare.getFirst());
  }

  /** The exchange's private stream: with positions open it must not be silent for a minute. */
  public static Finding exchange(Account account) {
    Optional<Long> age =
        account.health(SuiteService.APPLY_LAYER).flatMap(HealthRecord::streamAgeMillis);
    if (age.isEmpty()) {
      return Finding.info("exchange", "apply-layer does not say when it heard the exchange last");
    }
    String says = "heard " + Say.duration(age.get()) + " ago";
    boolean silent = age.get() >= EXCHANGE_SILENT_MILLIS;
    if (!silent) {
      return Finding.pass("exchange", says);
    }
    return account.holdings().isEmpty()
        ? Finding.warn("exchange", says + ", no position open")
        : Finding.fail("exchange", says + ", with " + account.holdings().size() + " positions open")
            .mendedBy("journalctl -u quantum-apply-layer -n 20");
  }
}
