package quantum.account.judge;

import static java.math.RoundingMode.HALF_EVEN;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import quantum.account.snapshot.RedisFacts;
import quantum.kernel.value.Decimals;

/** Whether Redis keeps what it is given, and from whom it takes it. */
public final class Keeping {
  private static final String CONFIGURE = "sudo /opt/quantum/ops/configure_redis.sh";
  private static final long SKEW_MILLIS = 2_000;

  private static final long MEGA = 1_000_000;

  /** A rewrite of the append-only file needs its size once more, bytes. */
  private static final long NO_ROOM = 200 * MEGA;

  private static final long LITTLE_ROOM = 2_000 * MEGA;

  private Keeping() {}

  /**
   * @param where its address, without password
   */
  public static List<Finding> of(RedisFacts facts, String where) {
    if (facts.info().value().isEmpty()) {
      return List.of(Finding.unknown("Redis", where + ": this user may not ask INFO"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.pass(
            "Redis", where + ", version " + facts.field("redis_version").orElse("unknown")));
    appendOnly(facts, findings);
    String policy = facts.field("maxmemory_policy").orElse("unknown");
    findings.add(
        policy.equals("noeviction")
            ? Finding.pass("no eviction", "maxmemory-policy " + policy)
            : Finding.fail("no eviction", "maxmemory-policy " + policy + ": positions may vanish")
                .mendedBy(CONFIGURE));
    facts
        .flaws()
        .forEach(
            (flaw, sentence) -> {
              switch (flaw) {
                case EVICTS, FORGETS, CANNOT_KEEP -> {} // said above
                case READ_ONLY, NEARLY_FULL ->
                    findings.add(Finding.fail("Redis", "Redis " + sentence));
              }
            });
    return findings;
  }

  private static void appendOnly(RedisFacts facts, List<Finding> findings) {
    if (!facts.field("aof_enabled").orElse("0").equals("1")) {
      findings.add(
          Finding.warn(
                  "append-only file",
                  "off: a crash of Redis loses everything since its last snapshot")
              .mendedBy(CONFIGURE));
      return;
    }
    String last = facts.field("aof_last_write_status").orElse("ok");
    findings.add(
        last.equals("ok")
            ? Finding.pass("append-only file", "on, last write ok")
            : Finding.fail("append-only file", "on, last write " + last + ": is the disk full?")
                .mendedBy("df -h"));
  }

  /**
   * Whether what Redis writes has room.
   *
   * @param folder where it writes
   * @param free bytes that are left there
   */
  public static Finding disk(String folder, long free) {
    String left = Decimals.plain(BigDecimal.valueOf(free / MEGA, 3).setScale(1, HALF_EVEN));
    String says = left + " GB free at " + folder;
    if (free < NO_ROOM) {
      return Finding.fail("disk", says + ": when it is full, Redis refuses every write")
          .mendedBy("df -h " + folder);
    }
    return free < LITTLE_ROOM
        ? Finding.warn("disk", says).mendedBy("df -h " + folder)
        : Finding.pass("disk", says);
  }

  /** Whether a password stands between the account and whoever reaches the port. */
  public static Finding access(RedisFacts facts) {
    String as = facts.user().map(user -> "this command is logged in as " + user).orElse("");
    boolean openToUs = facts.user().filter("default"::equals).isPresent();
    if (facts.anyoneMayWrite().orElse(false)) {
      return Finding.warn(
              "who may write", "everybody who reaches the port: the user default is on, nopass")
          .mendedBy(CONFIGURE + " --acl");
    }
    if (facts.anyoneMayWrite().isEmpty()) {
      return Finding.info("who may write", as + ", who may not ask for the others");
    }
    return Finding.pass(
        "who may write", openToUs ? "users with a password" : "users with a password; " + as);
  }

  /** Whether Redis and this machine agree on the time. */
  public static Finding clock(RedisFacts facts, boolean synchronisedIsKnown, boolean synchronised) {
    long ahead = facts.aheadMillis().orElse(0L);
    if (Math.abs(ahead) > SKEW_MILLIS) {
      return Finding.fail(
              "clock", "Redis's clock and this machine's differ by " + Math.abs(ahead) + " ms")
          .mendedBy("timedatectl set-ntp true");
    }
    if (synchronisedIsKnown && !synchronised) {
      return Finding.warn("clock", "not synchronised: the exchange refuses late requests")
          .mendedBy("timedatectl set-ntp true");
    }
    return Finding.pass(
        "clock", synchronisedIsKnown ? "synchronised" : "as Redis's; nobody here says more");
  }
}
