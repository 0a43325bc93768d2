package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.runtime.systemd.Heartbeat;
import quantum.runtime.systemd.ServiceManager;

class ServiceManagerTest {
  private static final String WATCHDOG = "30000000";
  private static final long HALF_SECONDS = 15;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may run over
  private NotifyReceiver receiver;

  @BeforeEach
  void listen() {
    receiver = new NotifyReceiver(folder.resolve("notify").toString());
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private ServiceManager manager(Map<String, String> variables) {
    return ServiceManager.of(name -> Optional.ofNullable(variables.get(name)), nanos::get);
  }

  private ServiceManager watched() {
    return manager(Map.of("NOTIFY_SOCKET", receiver.address(), "WATCHDOG_USEC", WATCHDOG));
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void ready_isToldOnceEveryLoopIs() {
    ServiceManager manager = watched();
    Heartbeat reader = manager.loop("reader");
    Heartbeat lanes = manager.loop("lanes");
    AtomicBoolean running = new AtomicBoolean();
    reader.ready();
    manager.watch(() -> running.set(true));
    assertThat(receiver.drain()).isEmpty();
    assertThat(running).isFalse();

    manager.status("running");
    lanes.ready();
    lanes.ready();
    assertThat(running).isTrue();
    assertThat(receiver.drain()).containsExactly("STATUS=running", "READY=1\nSTATUS=running");
  }

  @Test
  void readyLoops_beforeAllAreKnown_areWaitedFor() {
    ServiceManager manager = watched();
    manager.loop("reader").ready();
    assertThat(receiver.drain()).as("another loop may be built yet").isEmpty();
  }

  @Test
  void noLoops_readyAtOnce() {
    watched().watch(() -> {});
    assertThat(receiver.drain()).singleElement().asString().startsWith("READY=1\n");
  }

  @Test
  void watchdog_isFedAtHalfItsTime_whileEveryLoopBeats() {
    ServiceManager manager = watched();
    Heartbeat reader = manager.loop("reader");
    Heartbeat lanes = manager.loop("lanes");
    manager.watch(() -> {});
    reader.ready();
    lanes.ready();
    receiver.drain();

    for (int i = 0; i < 3; i++) {
      pass(HALF_SECONDS - 1);
      reader.beat();
      lanes.beat();
      assertThat(receiver.drain()).isEmpty();
      pass(1);
      reader.beat();
      assertThat(receiver.drain()).containsExactly("WATCHDOG=1");
    }
  }

  @Test
  void watchdog_oneLoopStuck_isNotFed_andFedAgainWhenItMoves() {
    ServiceManager manager = watched();
    List<String> heard = new ArrayList<>();
    manager.heardBy(
        new ServiceManager.Watcher() {
          @Override
          public void stuck(String loops, long seconds) {
            heard.add(loops);
          }

          @Override
          public void goRound() {
            heard.add("all go round");
          }
        });
    Heartbeat reader = manager.loop("reader");
    Heartbeat lanes = manager.loop("lanes");
    manager.watch(() -> {});
    reader.ready();
    lanes.ready();
    receiver.drain();

    pass(HALF_SECONDS);
    reader.beat();
    lanes.beat();
    assertThat(receiver.drain()).containsExactly("WATCHDOG=1");
    pass(HALF_SECONDS);
    lanes.beat(); // it beat after the last time, then the reader hung
    for (int i = 0; i < 100; i++) {
      pass(1);
      lanes.beat();
    }
    assertThat(receiver.drain()).isEmpty();
    assertThat(heard).containsExactly("reader");
    reader.beat();
    assertThat(receiver.drain()).containsExactly("WATCHDOG=1");
    assertThat(heard).containsExactly("reader", "all go round");
  }

  @Test
  void watchdog_ofAnotherProcess_isNotOurs() {
    ServiceManager manager =
        manager(
            Map.of(
                "NOTIFY_SOCKET",
                receiver.address(),
                "WATCHDOG_USEC",
                WATCHDOG,
                "WATCHDOG_PID",
                "1"));
    Heartbeat reader = manager.loop("reader");
    manager.watch(() -> {});
    reader.ready();
    receiver.drain();
    pass(HALF_SECONDS);
    reader.beat();
    assertThat(receiver.drain()).isEmpty();
  }

  @Test
  void start_isExtendedByWhoeverWaits_notByAStuckLoop() {
    ServiceManager manager = watched();
    pass(6);
    manager.starting();
    assertThat(receiver.drain()).containsExactly("EXTEND_TIMEOUT_USEC=20000000");
    manager.starting();
    Heartbeat reader = manager.loop("reader");
    manager.loop("stuck");
    pass(60);
    reader.beat();
    assertThat(receiver.drain()).isEmpty();
  }

  @Test
  void startThatWaitsForSomethingOutside_isToldAfterItsPatience_andRunningOnlyWhenItIs() {
    ServiceManager manager = watched();
    AtomicBoolean running = new AtomicBoolean();
    Heartbeat reader = manager.loop("reader");
    manager.watch(() -> running.set(true));
    manager.status("degraded: waits for Redis");
    pass(6);
    reader.beat();
    receiver.drain();
    pass(6);
    reader.beat();
    assertThat(receiver.drain()).containsExactly("READY=1\nSTATUS=degraded: waits for Redis");
    assertThat(running).isFalse();

    pass(HALF_SECONDS);
    reader.beat();
    assertThat(receiver.drain()).as("watched from then on").containsExactly("WATCHDOG=1");
    reader.ready();
    assertThat(running).isTrue();
    assertThat(receiver.drain()).as("told once").isEmpty();
  }

  @Test
  void startWithAStuckLoop_isNeverTold() {
    ServiceManager manager = watched();
    Heartbeat reader = manager.loop("reader");
    manager.loop("stuck");
    manager.watch(() -> {});
    pass(60);
    reader.beat();
    assertThat(receiver.drain()).isEmpty();
  }

  @Test
  void abstractAddress_isReached() {
    try (var other = new NotifyReceiver("@quantum-test-" + ProcessHandle.current().pid())) {
      manager(Map.of("NOTIFY_SOCKET", other.address())).watch(() -> {});
      assertThat(other.drain()).singleElement().asString().startsWith("READY=1");
    }
  }

  @Test
  void status_isOneLine_toldOnlyIfItChanged() {
    ServiceManager manager = watched();
    manager.status("waits for Redis\nand more");
    manager.status("waits for Redis");
    assertThat(receiver.drain()).containsExactly("STATUS=waits for Redis");
  }

  @Test
  void stopping_isToldOnce_andNothingAfterwards() {
    ServiceManager manager = watched();
    Heartbeat reader = manager.loop("reader");
    manager.watch(() -> {});
    reader.ready();
    receiver.drain();
    manager.stopping();
    manager.stopping();
    pass(HALF_SECONDS);
    reader.beat();
    assertThat(receiver.drain()).containsExactly("STOPPING=1\nSTATUS=stopping");
  }

  @Test
  void nobodyListens_serviceGoesOn_readyIsToldOnceSomebodyDoes() {
    String address = folder.resolve("later").toString();
    ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", address));
    AtomicBoolean running = new AtomicBoolean();
    Heartbeat reader = manager.loop("reader");
    manager.watch(() -> running.set(true));
    reader.ready();
    assertThat(running).isTrue();
    try (var later = new NotifyReceiver(address)) {
      pass(1);
      reader.beat();
      assertThat(later.drain()).singleElement().asString().startsWith("READY=1");
    }
  }

  @Test
  void unusableAddress_orNone_serviceGoesOn() {
    for (Map<String, String> variables :
        List.of(
            Map.of("NOTIFY_SOCKET", "vsock:2:1"),
            Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)),
            Map.<String, String>of())) {
      AtomicBoolean running = new AtomicBoolean();
      ServiceManager manager = manager(variables);
      manager.watch(() -> running.set(true));
      manager.stopping();
      assertThat(running).isTrue();
    }
  }

  @Test
  void standby_isReadyAtOnce_andFedWithoutLoops() {
    ServiceManager manager = watched();
    manager.status("standby: another acts");
    manager.standing();
    assertThat(receiver.drain())
        .containsExactly("STATUS=standby: another acts", "READY=1\nSTATUS=standby: another acts");
    pass(HALF_SECONDS);
    manager.standing();
    assertThat(receiver.drain()).containsExactly("WATCHDOG=1");
  }

  @Test
  void nextTurn_countsItsOwnLoops() {
    ServiceManager manager = watched();
    manager.loop("reader").ready();
    manager.watch(() -> {});
    manager.beginTurn();
    AtomicBoolean running = new AtomicBoolean();
    Heartbeat reader = manager.loop("reader");
    manager.watch(() -> running.set(true));
    assertThat(running).as("the reader of this turn has not begun").isFalse();
    reader.ready();
    assertThat(running).isTrue();
    assertThat(receiver.drain().stream().filter(told -> told.startsWith("READY=1"))).hasSize(1);
  }

  @Test
  void silence_isThatOfTheMostSilentLoop_andOfTheStartBeforeThereAreAny() {
    ServiceManager manager = watched();
    pass(7);
    assertThat(manager.silentNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(7));
    Heartbeat reader = manager.loop("reader");
    Heartbeat lanes = manager.loop("lanes");
    manager.watch(() -> {});
    pass(3);
    reader.beat();
    lanes.beat();
    pass(2);
    reader.beat();
    assertThat(manager.silentNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
    lanes.beat();
    assertThat(manager.silentNanos()).isZero();
  }
}
