package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.account.hand.HandKeys;
import quantum.account.json.ActJson;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.HandReading;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.Flatten;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Closes everything and halts. */
@Command(
    name = "flatten",
    header = "Closes everything and halts.",
    description =
        "Halts the account, closes all positions of the suite (or those of the symbols named) reduce-only at market, withdraws its stops, and waits until the exchange says flat. apply-layer does the work: it goes on whatever becomes of this command. The halt stays until `quantum resume`.",
    footer = {"", "Example: quantum flatten"})
public final class FlattenVerb implements Callable<Integer> {
  private final Desk desk;

  @Mixin private final Hand hand;

  @Parameters(paramLabel = "SYMBOL", arity = "0..*", description = "which; all without a word")
  private List<String> symbols = List.of();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "for the record")
  private String reason;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "120",
      description = "how long to wait for the end, 1 to 600 (${DEFAULT-VALUE})")
  private int timeout;

  public FlattenVerb(Desk desk) {
    this.desk = desk;
    this.hand = new Hand(desk);
  }

  @Override
  public Integer call() {
    Set<Symbol> named = new TreeSet<>();
    symbols.forEach(name -> named.add(hand.symbol(name)));
    hand.requireTimeout(timeout);
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> flatten(redis, where, named));
  }

  private int flatten(Redis redis, RedisSettings where, Set<Symbol> named) {
    Account account = Accounts.read(desk, redis, where);
    List<String> will = new ArrayList<>();
    will.add("halt the account: no entry is executed until quantum resume");
    will.add(
        "close "
            + (named.isEmpty() ? "everything" : named)
            + " reduce-only at market and withdraw the stops"
            + open(account, named));
    return hand.perform(
        will,
        () -> {
          Flatten order =
              new HandKeys(redis).flatten(named, reason, hand.by(), System.currentTimeMillis());
          if (account.health(SuiteService.APPLY_LAYER).isEmpty()) {
            hand.progress(
                "apply-layer gives no sign of life: the order stands and is worked off when it runs");
          }
          return awaited(redis, order);
        });
  }

  private static String open(Account account, Set<Symbol> named) {
    List<String> open = new ArrayList<>();
    account
        .holdings()
        .forEach(
            holding -> {
              if (named.isEmpty() || named.contains(holding.symbol())) {
                open.add(
                    holding
                        .position()
                        .value()
                        .map(OpenPosition::position)
                        .map(p -> p.symbol() + " " + p.side() + " " + p.qty())
                        .orElse(holding.symbol().name()));
              }
            });
    return open.isEmpty() ? "; nothing is known to be open" : ": " + String.join(", ", open);
  }

  private Hand.Outcome awaited(Redis redis, Flatten order) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
    Flatten now = order;
    while (!now.isOver() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(200);
      Optional<Flatten> found = HandReading.read(redis).flatten().value();
      if (found.filter(it -> it.id().equals(order.id())).isEmpty()) {
        return Hand.Outcome.failed(
            Desk.WRONG, "the order was cleared or given anew meanwhile, by somebody else");
      }
      if (!found.get().outcomes().equals(now.outcomes())) {
        found.get().outcomes().forEach(outcome -> hand.progress("  " + inWords(outcome)));
      }
      now = found.get();
    }
    return told(now);
  }

  private Hand.Outcome told(Flatten order) {
    List<String> flat = new ArrayList<>();
    List<String> not = new ArrayList<>();
    order
        .outcomes()
        .forEach(
            outcome -> (outcome.state() == Flatten.State.FLAT ? flat : not).add(inWords(outcome)));
    if (!order.isOver()) {
      not.addFirst(
          "not flat after "
              + timeout
              + " s; apply-layer goes on, quantum status shows how it stands");
    }
    flat.addFirst(
        (not.isEmpty() ? "flat and halted" : "halted")
            + "; entries are executed after quantum resume");
    return new Hand.Outcome(not.isEmpty() ? Desk.FINE : Desk.WRONG, flat, not, ActJson.of(order));
  }

  private static String inWords(Flatten.Outcome outcome) {
    String detail = outcome.detail().isEmpty() ? "" : " (" + outcome.detail() + ")";
    return switch (outcome.state()) {
      case FLAT -> outcome.symbol() + " is flat" + detail;
      case OPEN -> outcome.symbol() + " is open: " + outcome.qty() + detail;
      case LEFT_ALONE -> outcome.symbol() + " is left alone: " + outcome.qty() + detail;
    };
  }
}
