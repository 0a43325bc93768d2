package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.LedgerSums;
import quantum.account.snapshot.StreamHistory;
import quantum.account.snapshot.StreamHistoryReader;
import quantum.cli.judge.BrainProof;
import quantum.cli.machine.Units;
import quantum.cli.screen.FindingsScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Proofs that harvest-brain works. */
@Command(
    name = "proof",
    header = "Proofs that harvest-brain works.",
    description =
        "Proofs that harvest-brain works, with evidence: it runs, reads, judges every position, keeps to"
            + " the mode that it says it is in, only reduces, takes each level once, and its ledgers add"
            + " up.",
    footer = {"", "Example: quantum proof --no-systemd"})
public final class Proof implements Callable<Integer> {
  private static final int ENTRIES = 10_000;

  private final Desk desk;

  /** What is expected of it. */
  enum Mode {
    SHADOW,
    LIVE
  }

  @Option(
      names = "--mode",
      paramLabel = "shadow|live",
      description = "what it is expected to be in; else what it says itself counts")
  private Mode mode;

  @Option(names = "--no-systemd", description = "its sign of life alone says that it runs")
  private boolean noSystemd;

  public Proof(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> show(redis, where));
  }

  private int show(Redis redis, RedisSettings where) {
    Account account = Accounts.read(desk, redis, where);
    StreamHistory history = StreamHistoryReader.read(redis, 0, ENTRIES);
    LedgerSums ledgers = LedgerSums.read(redis);
    List<Finding> findings =
        new ArrayList<>(
            new BrainProof(account, history)
                .findings(
                    noSystemd ? Optional.empty() : Optional.of(Units.here()),
                    Optional.ofNullable(mode).map(it -> it.name().toLowerCase(Locale.ROOT))));
    String says = ledgers.ledgers() + " ledgers";
    findings.add(
        ledgers.wrong().isEmpty()
            ? Finding.pass("ledger adds up", says)
            : Finding.fail(
                "ledger adds up", says + "; wrong: " + String.join(" ", ledgers.wrong())));
    if (desk.json()) {
      desk.out().println(FindingsScreen.json(findings));
    } else {
      desk.print(FindingsScreen.lines(findings, desk.paint()));
    }
    List<String> withheld = new ArrayList<>(account.withheld());
    withheld.addAll(history.withheld());
    withheld.addAll(ledgers.withheld());
    return desk.judged(findings, withheld);
  }
}
