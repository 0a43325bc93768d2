package quantum.account.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quantum.account.explain.Reason.Code;
import quantum.account.snapshot.EntryTrail;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Symbol;
import quantum.runtime.snapshot.Found;

/** Why a symbol is not entered, beside what holds back everything. */
final class NoEntry {
  private static final String ANY = "*";

  private final Snapshot snapshot;
  private final List<Reason> reasons = new ArrayList<>();

  private NoEntry(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<Reason> of(Snapshot snapshot) {
    NoEntry all = new NoEntry(snapshot);
    all.listed(SuiteService.MARKET_STATE, "SYMBOLS", "no price of it comes");
    all.listed(SuiteService.INTENT_BRIDGE, "INTENT_BRIDGE_ALLOWLIST", "no intent becomes a plan");
    all.listed(SuiteService.APPLY_LAYER, "APPLY_ALLOWLIST", "no plan of an entry is executed");
    all.halted();
    all.trail(snapshot.trail());
    return all.reasons;
  }

  private void add(Code code, String text) {
    reasons.add(new Reason(code, text));
  }

  private void listed(SuiteService service, String name, String consequence) {
    ServiceSettings settings = snapshot.settings();
    if (!(settings.of(service) instanceof Found.Known<?>)) {
      return; // it does not run, or may not be read: said elsewhere
    }
    Set<String> listed = settings.names(service, name).orElse(Set.of());
    Symbol symbol = snapshot.symbol();
    if (!listed.contains(symbol.name()) && !listed.contains(ANY)) {
      add(
          Code.NOT_LISTED,
          name
              + " of "
              + service.id()
              + (listed.isEmpty() ? " is empty" : " does not name " + symbol)
              + ": "
              + consequence);
    }
  }

  private void halted() {
    snapshot
        .settings()
        .value(SuiteService.APPLY_LAYER, "APPLY_HALT")
        .filter(text -> text.equalsIgnoreCase("true"))
        .ifPresent(_ -> add(Code.HALTED, "APPLY_HALT of apply-layer is set: no entry is executed"));
    snapshot
        .hand()
        .haltAt(snapshot.readAtMillis())
        .ifPresent(halt -> add(Code.HALTED, "no entry is executed: " + Say.halt("halted", halt)));
  }

  private void trail(EntryTrail trail) {
    Optional<Long> planned = trail.plan().map(plan -> plan.header().timestampMillis());
    Optional<Long> asked = trail.intent().map(TradeIntent.Entry::timestampMillis);
    if (asked.isEmpty() && planned.isEmpty()) {
      add(Code.NOT_ASKED_FOR, "nobody has asked to enter it lately");
    }
    trail
        .intent()
        .filter(intent -> planned.filter(at -> at >= intent.timestampMillis()).isEmpty())
        .ifPresent(this::unplanned);
    for (ApplyResult refusal : trail.refusals()) {
      add(
          Code.ENTRY_REFUSED,
          "an entry was refused "
              + ago(refusal.timestampMillis())
              + ": "
              + (refusal.error().isBlank() ? refusal.status().toString() : refusal.error()));
    }
    trail
        .plan()
        .filter(plan -> trail.refusals().stream().noneMatch(it -> isOf(it, plan)))
        .ifPresent(
            plan ->
                add(
                    Code.ENTRY_REFUSED,
                    "the newest plan to enter it, "
                        + plan.header().planId()
                        + ", came "
                        + ago(plan.header().timestampMillis())
                        + " and was executed, or has no result yet"));
  }

  private static boolean isOf(ApplyResult result, ApplyPlan.Entry plan) {
    return result.planId().filter(plan.header().planId()::equals).isPresent();
  }

  private void unplanned(TradeIntent.Entry intent) {
    add(
        Code.ENTRY_REFUSED,
        "the newest intent to enter it, of "
            + intent.source()
            + " "
            + ago(intent.timestampMillis())
            + (intent.dryRun()
                ? ", is a dry run: nobody acts on it"
                : ", became no plan; journalctl -u quantum-intent-bridge | grep "
                    + intent.symbol()
                    + " says why"));
  }

  private String ago(long millis) {
    return Say.duration(snapshot.readAtMillis() - millis) + " ago";
  }
}
