package quantum.account.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import quantum.account.snapshot.StreamHistory;
import quantum.account.snapshot.StreamHistory.Entry;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.kernel.value.PlanId;

/** Whether what was planned was done, once, and reduced what it should reduce. */
public final class Trades {
  /** So long a plan may wait for its result. */
  private static final long ANSWER_MILLIS = 60_000;

  private static final int LONGEST_ERROR = 60;

  private final StreamHistory history;
  private final long nowMillis;
  private final long minutes;

  public Trades(StreamHistory history, long nowMillis, long minutes) {
    this.history = history;
    this.nowMillis = nowMillis;
    this.minutes = minutes;
  }

  /**
   * How often something was said.
   *
   * @param words what: action and source of a plan; action, status and error of a result
   */
  public record Tally(List<String> words, int count) {}

  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    long doing =
        history.plans().stream().filter(it -> !(it.value() instanceof ApplyPlan.Hold)).count();
    findings.add(
        Finding.pass(
            "plans",
            history.plans().size() + " in " + minutes + " min, " + doing + " of them not HOLD"));
    findings.add(answered());
    findings.add(
        Finding.pass(
            "executions",
            of(ResultStatus.FILLED)
                + " FILLED ("
                + count(Trades::isStopOfExchange)
                + " by a stop at the exchange), "
                + of(ResultStatus.PARTIAL_FILL)
                + " PARTIAL_FILL, "
                + of(ResultStatus.SKIPPED)
                + " SKIPPED, "
                + of(ResultStatus.REJECTED)
                + " REJECTED, "
                + of(ResultStatus.ERROR)
                + " ERROR"));
    findings.add(once());
    findings.add(reduceOnly());
    findings.add(
        Finding.info(
            "duplicate blocks",
            skipped(SkipReason.SKIP_DUPLICATE)
                + " SKIP_DUPLICATE, "
                + skipped(SkipReason.SKIP_OPEN_DUPLICATE)
                + " SKIP_OPEN_DUPLICATE"));
    findings.add(closes());
    findings.add(letters());
    return findings;
  }

  private Finding answered() {
    Set<PlanId> answered = new HashSet<>();
    history.results().forEach(it -> it.value().planId().ifPresent(answered::add));
    List<PlanId> open =
        history.plans().stream()
            .filter(it -> !(it.value() instanceof ApplyPlan.Hold))
            .filter(it -> !history.deadPlans().contains(it.id()))
            .filter(it -> it.atMillis() >= history.resultsSinceMillis())
            .filter(it -> it.atMillis() < nowMillis - ANSWER_MILLIS)
            .map(it -> it.value().header().planId())
            .filter(id -> !answered.contains(id))
            .toList();
    return judged(
        "plans answered",
        open.size() + " plans older than 60 s without a result" + example(open),
        open.isEmpty());
  }

  private Finding once() {
    Map<PlanId, Integer> executed = new HashMap<>();
    List<PlanId> twice = new ArrayList<>();
    for (Entry<ApplyResult> it : history.results()) {
      ApplyResult result = it.value();
      if (result.executed() && !result.isBooking() && result.planId().isPresent()) {
        PlanId plan = result.planId().get();
        if (executed.merge(plan, 1, Integer::sum) == 2) {
          twice.add(plan);
        }
      }
    }
    return judged(
        "executed once",
        twice.size() + " plans executed more than once" + example(twice),
        twice.isEmpty());
  }

  private Finding reduceOnly() {
    List<String> naked =
        history.results().stream()
            .map(Entry::value)
            .filter(it -> it.executed() && isClose(it) && !it.reduceOnly())
            .map(it -> it.planId().map(PlanId::toString).orElse(it.symbol().name()))
            .toList();
    return judged(
        "exits reduceOnly",
        naked.size() + " exits that were not" + example(naked),
        naked.isEmpty());
  }

  private Finding closes() {
    List<ApplyResult> closes =
        history.results().stream()
            .map(Entry::value)
            .filter(it -> isClose(it) || isStopOfExchange(it))
            .toList();
    long failed =
        closes.stream()
            .filter(it -> it.status() == ResultStatus.ERROR || it.status() == ResultStatus.REJECTED)
            .count();
    String says =
        closes.stream().filter(it -> it.status().isFill() && !it.isMoneyOnly()).count()
            + " closed, "
            + closes.stream().filter(it -> it.status() == ResultStatus.SKIPPED).count()
            + " skipped, "
            + failed
            + " failed";
    return failed == 0
        ? Finding.pass("CLOSE activity", says)
        : Finding.warn("CLOSE activity", says);
  }

  private Finding letters() {
    String says = history.deadLetters() + " in " + minutes + " min";
    return history.deadLetters() == 0
        ? Finding.pass("dead letters", says)
        : Finding.warn("dead letters", says);
  }

  private static boolean isClose(ApplyResult result) {
    return result
        .planAction()
        .filter(
            action ->
                switch (action) {
                  case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED -> true;
                  case ENTRY_PROPOSED, UPDATE_SL, HOLD -> false;
                })
        .isPresent();
  }

  /** A stop that rested at the exchange closed; no plan asked for it. */
  private static boolean isStopOfExchange(ApplyResult result) {
    return result.status().isFill() && result.source().equals(ApplyResult.SOURCE_EXCHANGE_STOP);
  }

  /** A booking is the second word about a fill that was counted with its first. */
  private long of(ResultStatus status) {
    return count(it -> it.status() == status && !it.isMoneyOnly());
  }

  private long skipped(SkipReason reason) {
    return count(it -> it.error().startsWith(reason.name()));
  }

  private long count(Predicate<ApplyResult> what) {
    return history.results().stream().map(Entry::value).filter(what).count();
  }

  private static Finding judged(String about, String says, boolean good) {
    return good ? Finding.pass(about, says) : Finding.fail(about, says);
  }

  private static String example(List<?> found) {
    return found.isEmpty() ? "" : ", e.g. " + found.getFirst();
  }

  /** Plans by action and source, the most frequent first. */
  public List<Tally> plansByAction() {
    return tally(history.plans(), plan -> List.of(plan.actionName(), plan.header().source()));
  }

  /** Results by action, status and error, the most frequent first. */
  public List<Tally> resultsByAction() {
    return tally(
        history.results(),
        result ->
            List.of(
                result.action(),
                result.status().toString(),
                Optional.of(result.error())
                    .filter(text -> text.length() > LONGEST_ERROR)
                    .map(text -> text.substring(0, LONGEST_ERROR))
                    .orElse(result.error())));
  }

  private static <T> List<Tally> tally(List<Entry<T>> entries, Function<T, List<String>> words) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    entries.forEach(it -> counts.merge(words.apply(it.value()), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(it -> new Tally(it.getKey(), it.getValue()))
        .sorted(Comparator.comparingInt(Tally::count).reversed())
        .toList();
  }
}
