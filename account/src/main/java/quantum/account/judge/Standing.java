package quantum.account.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Say;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.contracts.HealthRecord;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.runtime.snapshot.Found;

/** Whether an account is looked after: its services, its positions and what protects them. */
public final class Standing {
  /** As apply-layer takes the exchange's private stream for dead. */
  private static final long STREAM_DEAD_MILLIS = 60_000;

  private static final long PRICE_SILENT_MILLIS = 60_000;
  private static final long BEHIND = 1_000;
  private static final String SHADOW = "shadow";

  private final Account account;
  private final List<Finding> findings = new ArrayList<>();

  private Standing(Account account) {
    this.account = account;
  }

  /** Everything that is worth a word, the worst first. */
  public static List<Finding> of(Account account) {
    Standing standing = new Standing(account);
    standing.services();
    standing.positions();
    standing.exchange();
    standing.killSwitch();
    standing.findings.addAll(
        HeldBack.of(account).stream().filter(it -> it.verdict() != Finding.Verdict.PASS).toList());
    account.groups().forEach(standing::group);
    return standing.findings.stream().sorted((a, b) -> b.verdict().compareTo(a.verdict())).toList();
  }

  private void services() {
    List<SuiteService> silent =
        SuiteService.inRedis().stream()
            .filter(it -> account.services().getOrDefault(it, Found.absent()).isAbsent())
            .toList();
    if (silent.size() == SuiteService.inRedis().size()) {
      findings.add(
          Finding.fail("services", "no service gives a sign of life")
              .mendedBy("systemctl start quantum-harvest.target"));
      return;
    }
    account.services().forEach(this::service);
    findings.addAll(Acting.of(account));
  }

  private void service(SuiteService service, Found<HealthRecord> found) {
    boolean core = service.part() == SuiteService.Part.CORE;
    switch (found) {
      case Found.Absent<HealthRecord> none -> {
        if (core) {
          findings.add(
              Finding.fail(service.id(), service.id() + " gives no sign of life")
                  .mendedBy("systemctl start " + service.unit()));
        }
      }
      case Found.Garbled<HealthRecord>(String why) ->
          findings.add(
              Withheld.is(found)
                  ? Finding.unknown(service.id(), "this user may not read how it is")
                  : Finding.fail(service.id(), "its sign of life is unreadable: " + why));
      case Found.Known<HealthRecord>(HealthRecord health) -> {
        if (!health.state().equals("running")) {
          findings.add(
              Finding.warn(service.id(), service.id() + " is " + health.inWords())
                  .mendedBy("journalctl -u " + service.unit() + " -n 20"));
        }
        mode(service, health);
      }
    }
  }

  private void mode(SuiteService service, HealthRecord health) {
    if (health.mode().filter(SHADOW::equals).isEmpty()) {
      return;
    }
    if (service == SuiteService.EXITBRAIN && !account.holdings().isEmpty()) {
      findings.add(
          Finding.fail(
              service.id(),
              "exitbrain is in shadow: it closes nothing that the exchange's stop misses"));
    } else if (service == SuiteService.HARVEST_BRAIN) {
      findings.add(
          Finding.info(
              service.id(), "harvest-brain is in shadow: it suggests, nothing is executed"));
    }
  }

  private void positions() {
    account
        .unlisted()
        .ifPresent(why -> findings.add(Finding.unknown("positions", "cannot be listed: " + why)));
    account
        .unnamed()
        .forEach(
            name -> findings.add(Finding.fail("positions", "'" + name + "' is listed, no symbol")));
    account.holdings().forEach(this::holding);
  }

  private void holding(Holding holding) {
    String symbol = holding.symbol().name();
    switch (holding.position()) {
      case Found.Absent<OpenPosition> none ->
          findings.add(Finding.fail(symbol, symbol + " is listed as open and has no position"));
      case Found.Garbled<OpenPosition>(String why) ->
          findings.add(
              Withheld.is(holding.position())
                  ? Finding.unknown(symbol, "this user may not read the position of " + symbol)
                  : Finding.fail(symbol, "the position of " + symbol + " is unreadable: " + why));
      case Found.Known<OpenPosition>(OpenPosition open) -> {
        protection(symbol, open);
        price(symbol, holding);
      }
    }
  }

  private void protection(String symbol, OpenPosition open) {
    if (!open.isManaged()) {
      findings.add(
          Finding.info(
              symbol,
              symbol
                  + " was made by hand and is only watched: its stop is not the suite's matter"));
      return;
    }
    if (open.position().stop().isEmpty()) {
      findings.add(
          Finding.fail(symbol, symbol + " has no stop").mendedBy("quantum inspect " + symbol));
      return;
    }
    if (open.source().equals(OpenPosition.SOURCE_BRAIN)) {
      return; // another executor's: its stop is not ours to keep
    }
    switch (open.protection().state()) {
      case RESTING -> {}
      case PENDING ->
          findings.add(Finding.warn(symbol, "the stop of " + symbol + " is on its way or moving"));
      case MISSING ->
          findings.add(
              Finding.fail(symbol, "the stop of " + symbol + " is MISSING at the exchange")
                  .mendedBy("quantum inspect " + symbol));
      case OFF ->
          findings.add(
              Finding.warn(
                  symbol, "the stop of " + symbol + " is not at the exchange: exitbrain watches"));
    }
  }

  private void price(String symbol, Holding holding) {
    Optional<Long> age =
        holding.ticker().value().map(Ticker::receivedAtMillis).map(t -> account.readAtMillis() - t);
    if (age.isEmpty()) {
      findings.add(
          Withheld.is(holding.ticker())
              ? Finding.unknown(symbol, "this user may not read the price of " + symbol)
              : Finding.fail(symbol, "no price of " + symbol + " is known"));
    } else if (age.get() > PRICE_SILENT_MILLIS) {
      findings.add(
          Finding.fail(
                  symbol,
                  "the last price of " + symbol + " came " + Say.duration(age.get()) + " ago")
              .mendedBy("journalctl -u " + SuiteService.MARKET_STATE.unit() + " -n 20"));
    }
  }

  private void exchange() {
    account
        .health(SuiteService.APPLY_LAYER)
        .flatMap(HealthRecord::streamAgeMillis)
        .filter(age -> age >= STREAM_DEAD_MILLIS && !account.holdings().isEmpty())
        .ifPresent(
            age ->
                findings.add(
                    Finding.fail(
                            "exchange",
                            "the exchange's private stream is silent for " + Say.duration(age))
                        .mendedBy("journalctl -u " + SuiteService.APPLY_LAYER.unit() + " -n 20")));
  }

  private void killSwitch() {
    switch (account.kill()) {
      case OFF -> {}
      case ON ->
          findings.add(
              Finding.warn(
                  "kill switch", "the kill switch is on: no entry, no harvest; stops go on"));
      case UNKNOWN ->
          findings.add(Finding.unknown("kill switch", "this user may not read the kill switch"));
    }
  }

  private void group(GroupProgress group) {
    long behind = Math.max(group.lag().orElse(0), group.pending());
    if (group.exists() && behind > BEHIND) {
      findings.add(
          Finding.warn(
              group.service(),
              group.service() + " is " + behind + " entries behind on " + group.stream()));
    }
  }
}
