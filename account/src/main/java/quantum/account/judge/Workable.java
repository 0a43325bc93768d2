package quantum.account.judge;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.HealthRecord;
import quantum.runtime.snapshot.Found;

/** Whether the services can do together what they are set to, by what each runs with. */
public final class Workable {
  private static final String ANY = "*";

  private final Account account;
  private final ServiceSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  private Workable(Account account) {
    this.account = account;
    this.settings = account.settings();
  }

  public static List<Finding> of(Account account) {
    Workable all = new Workable(account);
    if (SuiteService.inRedis().stream().noneMatch(all::shows)) {
      return List.of(
          Finding.unknown("settings", "no service shows what it runs with")
              .mendedBy("quantum config check"));
    }
    all.symbols();
    all.venue();
    all.venueAccount();
    all.killReference();
    all.modes();
    all.versions();
    return all.findings;
  }

  private boolean shows(SuiteService service) {
    return settings.of(service) instanceof Found.Known<?>;
  }

  private Set<String> names(SuiteService service, String name) {
    return settings.names(service, name).orElse(Set.of());
  }

  private void symbols() {
    boolean held = !account.holdings().isEmpty();
    Set<String> priced = names(SuiteService.MARKET_STATE, "SYMBOLS");
    if (shows(SuiteService.MARKET_STATE)) {
      findings.add(
          priced.isEmpty()
              ? nothing(held, "SYMBOLS of market-state is empty: no prices, so no entries")
                  .mendedBy(edit(SuiteService.MARKET_STATE, "SYMBOLS=BTCUSDT"))
              : Finding.pass("symbols", String.join(",", priced)));
    }
    allowed(SuiteService.INTENT_BRIDGE, "INTENT_BRIDGE_ALLOWLIST", priced, held);
    allowed(SuiteService.APPLY_LAYER, "APPLY_ALLOWLIST", priced, held);
    if (settings
        .value(SuiteService.APPLY_LAYER, "APPLY_HALT")
        .filter("true"::equalsIgnoreCase)
        .isPresent()) {
      findings.add(Finding.warn("halt", "APPLY_HALT of apply-layer is set: nothing is opened"));
    }
  }

  private void allowed(SuiteService service, String name, Set<String> priced, boolean held) {
    if (!shows(service)) {
      return;
    }
    Set<String> listed = names(service, name);
    Set<String> unpriced = new TreeSet<>(listed);
    unpriced.removeAll(priced);
    unpriced.remove(ANY);
    if (listed.isEmpty()) {
      findings.add(
          nothing(held, name + " of " + service.id() + " is empty: no position will be opened")
              .mendedBy(edit(service, name + "=BTCUSDT")));
    } else if (!unpriced.isEmpty() && shows(SuiteService.MARKET_STATE)) {
      findings.add(
          Finding.fail(
                  "allowlists",
                  name + " names " + String.join(",", unpriced) + ", of which no prices come")
              .mendedBy(
                  edit(
                      SuiteService.MARKET_STATE,
                      "SYMBOLS=" + String.join(",", union(priced, unpriced)))));
    } else {
      findings.add(Finding.pass("allowlists", name + " " + String.join(",", listed)));
    }
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }

  /** Nothing can be entered: with a position open there is still something to look after. */
  private static Finding nothing(boolean held, String says) {
    return held ? Finding.warn("allowlists", says) : Finding.fail("allowlists", says);
  }

  private static String edit(SuiteService service, String line) {
    return "write "
        + line
        + " into /etc/quantum/"
        + service.file()
        + ".env, systemctl restart "
        + service.unit();
  }

  private void venue() {
    Optional<String> prices = settings.value(SuiteService.MARKET_STATE, "MARKET_REST_URL");
    Optional<String> orders = settings.value(SuiteService.APPLY_LAYER, "VENUE_REST_URL");
    Optional<String> venue = settings.value(SuiteService.APPLY_LAYER, "VENUE");
    if (prices.isEmpty() || venue.isEmpty()) {
      return;
    }
    String ordersGo =
        orders.filter(text -> !text.isBlank()).orElse("the address of " + venue.get());
    boolean told = orders.filter(text -> !text.isBlank()).isPresent();
    if (told && !host(prices.get()).equals(host(ordersGo))) {
      findings.add(
          Finding.fail(
                  "venue",
                  "prices come from "
                      + host(prices.get())
                      + ", orders go to "
                      + host(ordersGo)
                      + ": stops and levels are judged by prices of another market")
              .mendedBy(edit(SuiteService.MARKET_STATE, "MARKET_REST_URL=" + ordersGo)));
    } else {
      findings.add(
          Finding.pass(
              "venue",
              venue.get()
                  + ": prices of "
                  + host(prices.get())
                  + ", orders to "
                  + (told ? host(ordersGo) : ordersGo)));
    }
  }

  /** What the exchange said of the account when apply-layer started. */
  private void venueAccount() {
    Optional<String> told = account.health(SuiteService.APPLY_LAYER).flatMap(HealthRecord::account);
    if (told.isEmpty()) {
      return;
    }
    List<String> words = List.of(told.get().split(" "));
    if (words.contains(HealthRecord.NO_TRADING)) {
      findings.add(
          Finding.fail("account at the venue", "it takes no orders from this account (canTrade)")
              .mendedBy("at the exchange: open the futures account, or see why it is locked"));
      return;
    }
    String margin =
        words.contains(HealthRecord.MULTI_ASSETS)
            ? ", multi-assets margin: LIMIT_DRAWDOWN_PCT and LIMIT_DAILY_LOSS_USDT move with the"
                + " prices of what is deposited"
            : "";
    findings.add(
        Finding.pass(
            "account at the venue",
            (words.contains(HealthRecord.HEDGE)
                    ? "hedge mode: a LONG and a SHORT of a symbol stand side by side"
                    : "one-way mode")
                + margin));
  }

  private static String host(String address) {
    try {
      String authority = URI.create(address).getAuthority();
      return authority == null ? address : authority;
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  private void killReference() {
    Optional<String> brain = settings.value(SuiteService.HARVEST_BRAIN, "KILL_REFERENCE");
    Optional<String> exit = settings.value(SuiteService.EXITBRAIN, "KILL_REFERENCE");
    if (brain.isEmpty() || exit.isEmpty()) {
      return;
    }
    findings.add(
        brain.get().equalsIgnoreCase(exit.get())
            ? Finding.pass("kill score", "KILL_REFERENCE " + brain.get() + " in both brains")
            : Finding.warn(
                    "kill score",
                    "KILL_REFERENCE is "
                        + brain.get()
                        + " in harvest-brain and "
                        + exit.get()
                        + " in exitbrain: they close on different grounds")
                .mendedBy(edit(SuiteService.EXITBRAIN, "KILL_REFERENCE=" + brain.get())));
  }

  private void modes() {
    Optional<String> brain = account.health(SuiteService.HARVEST_BRAIN).flatMap(HealthRecord::mode);
    Optional<String> exit = account.health(SuiteService.EXITBRAIN).flatMap(HealthRecord::mode);
    if (brain.filter("live"::equals).isPresent() && exit.filter("shadow"::equals).isPresent()) {
      findings.add(
          Finding.warn("modes", "harvest-brain is live and exitbrain in shadow: half is executed")
              .mendedBy(edit(SuiteService.EXITBRAIN, "EXITBRAIN_MODE=live")));
    } else if (brain.isPresent()) {
      findings.add(
          Finding.pass(
              "modes",
              "harvest-brain " + brain.get() + exit.map(it -> ", exitbrain " + it).orElse("")));
    }
  }

  private void versions() {
    Set<String> versions = new TreeSet<>();
    account
        .services()
        .keySet()
        .forEach(it -> account.health(it).map(HealthRecord::version).ifPresent(versions::add));
    if (versions.size() > 1) {
      findings.add(
          Finding.warn(
                  "versions", "services of different releases run: " + String.join(", ", versions))
              .mendedBy("systemctl restart quantum-harvest.target"));
    } else if (!versions.isEmpty()) {
      findings.add(Finding.pass("versions", "all services are " + versions.iterator().next()));
    }
  }
}
