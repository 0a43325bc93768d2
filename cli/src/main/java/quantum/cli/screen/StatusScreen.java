package quantum.cli.screen;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import quantum.account.explain.Say;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Books;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.contracts.HealthRecord;
import quantum.contracts.OpenPosition;
import quantum.contracts.StopState;
import quantum.runtime.snapshot.Found;

/** An account at a glance: its services, what protects it, and what is wrong. */
public final class StatusScreen {
  private static final String NONE = "-";

  private final Account account;
  private final Paint paint;

  public StatusScreen(Account account, Paint paint) {
    this.account = account;
    this.paint = paint;
  }

  /**
   * The services, what protects the positions, what is booked, and in the last lines what is wrong.
   *
   * @param heading where this was read from
   */
  public List<String> lines(String heading, List<Finding> findings, Books books) {
    List<String> lines = new ArrayList<>();
    lines.add(Say.time(account.readAtMillis()) + "  " + heading);
    lines.addAll(services());
    lines.add("");
    lines.add("positions    " + positionsInWords());
    lines.add(
        "kill switch  "
            + switch (account.kill()) {
              case OFF -> "off";
              case ON -> paint.bad("ON: no entry, no harvest; stops go on");
              case UNKNOWN -> "cannot tell";
            });
    lines.addAll(new HeldBackLines(account, paint).full());
    lines.addAll(BookedLines.of(books));
    lines.add("");
    lines.addAll(verdict(findings));
    return lines;
  }

  private List<String> services() {
    Table table =
        new Table()
            .column("SERVICE")
            .column("STATE")
            .column("MODE")
            .figures("RUNS FOR")
            .figures("LAST EVENT")
            .figures("LAG entries")
            .column("VERSION");
    account
        .services()
        .forEach(
            (service, found) -> {
              service(table, service, found);
              account.turns().standby(service).ifPresent(waits -> standby(table, service, waits));
            });
    return table.lines(paint);
  }

  private void service(Table table, SuiteService service, Found<HealthRecord> found) {
    switch (found) {
      case Found.Absent<HealthRecord> none -> {
        if (service.part() == SuiteService.Part.CORE) {
          table.row(paint::bad, service.id(), "MISSING", NONE, NONE, NONE, NONE, NONE);
        } else {
          table.row(service.id(), NONE, NONE, NONE, NONE, NONE, NONE);
        }
      }
      case Found.Garbled<HealthRecord> bad ->
          table.row(
              paint::doubtful,
              service.id(),
              Withheld.is(bad) ? "cannot tell" : "UNREADABLE",
              NONE,
              NONE,
              NONE,
              NONE,
              NONE);
      case Found.Known<HealthRecord>(HealthRecord health) ->
          table.row(
              health.state().equals("running") ? UnaryOperator.identity() : paint::doubtful,
              service.id(),
              health.state(),
              health.mode().orElse(NONE),
              Say.duration(account.readAtMillis() - health.startedAtMillis()),
              health
                  .lastEventMillis()
                  .map(at -> Say.duration(account.readAtMillis() - at) + " ago")
                  .orElse(NONE),
              Long.toString(health.lag()),
              health.version());
    }
  }

  private void standby(Table table, SuiteService service, HealthRecord health) {
    table.row(
        service.id() + " (2nd)",
        health.state(),
        NONE,
        Say.duration(account.readAtMillis() - health.startedAtMillis()),
        NONE,
        NONE,
        health.version());
  }

  private String positionsInWords() {
    if (account.unlisted().isPresent()) {
      return "cannot tell: " + account.unlisted().get();
    }
    if (account.holdings().isEmpty()) {
      return "none open";
    }
    Map<StopState, Integer> stops = new EnumMap<>(StopState.class);
    int unprotected = 0;
    int watched = 0;
    for (Holding holding : account.holdings()) {
      Optional<OpenPosition> open = holding.position().value();
      if (open.filter(it -> !it.isManaged()).isPresent()) {
        watched++;
      } else if (open.filter(it -> it.position().stop().isPresent()).isPresent()) {
        stops.merge(open.get().protection().state(), 1, Integer::sum);
      } else {
        unprotected++;
      }
    }
    List<String> parts = new ArrayList<>();
    stops.forEach((state, count) -> parts.add(count + " " + stop(state)));
    if (unprotected > 0) {
      parts.add(unprotected + " without a stop");
    }
    if (watched > 0) {
      parts.add(watched + " made by hand and only watched");
    }
    account
        .health(SuiteService.APPLY_LAYER)
        .flatMap(HealthRecord::streamAgeMillis)
        .ifPresent(age -> parts.add("the exchange was heard " + Say.duration(age) + " ago"));
    return account.holdings().size() + " open: " + String.join(", ", parts);
  }

  private static String stop(StopState state) {
    return switch (state) {
      case RESTING -> "with a stop resting at the exchange";
      case PENDING -> "with a stop on its way";
      case MISSING -> "with a stop MISSING at the exchange";
      case OFF -> "with a stop that exitbrain alone watches";
    };
  }

  /** What is wrong, or that nothing is; the worst first, each with what mends it. */
  private List<String> verdict(List<Finding> findings) {
    List<Finding> told =
        findings.stream().filter(it -> it.verdict() != Finding.Verdict.PASS).toList();
    if (told.isEmpty()) {
      return List.of(paint.good("In order."));
    }
    Table table = new Table().column("LOOK AT").column("WHY").column("WITH");
    told.forEach(
        it ->
            table.row(colour(it.verdict()), mark(it.verdict()), it.says(), it.mend().orElse(NONE)));
    return table.lines(paint);
  }

  private static String mark(Finding.Verdict verdict) {
    return switch (verdict) {
      case PASS -> "fine";
      case INFO -> "note";
      case WARN -> "warning";
      case UNKNOWN -> "cannot tell";
      case FAIL -> "WRONG";
    };
  }

  private UnaryOperator<String> colour(Finding.Verdict verdict) {
    return switch (verdict) {
      case PASS, INFO -> UnaryOperator.identity();
      case WARN, UNKNOWN -> paint::doubtful;
      case FAIL -> paint::bad;
    };
  }
}
