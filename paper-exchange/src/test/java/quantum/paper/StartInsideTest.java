package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.runtime.BadSettings;
import tools.jackson.databind.JsonNode;

/** A replay that begins inside of its recording: what came before is history, nothing else is. */
class StartInsideTest {
  private static final long SECOND_BAR = PaperRig.START + 60_000;
  private static final String KLINES = "/fapi/v1/klines?symbol=BTCUSDT&interval=1m";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1746372840000", "2025-05-04T15:34:00Z", "2025-05-04T15:34:59Z"})
  void start_earlierBarsAreHistoryAndTheFirstTickIsTheBarsOpen(String start) throws Exception {
    try (PaperRig rig = PaperRig.start(folder, "PAPER_START", start)) {
      assertThat(openTimes(rig.client.get(KLINES))).containsExactly(PaperRig.START);
      JsonNode status = rig.client.get("/paper/status");
      assertThat(status.path("nextTime").asLong()).isEqualTo(SECOND_BAR);
      assertThat(status.path("ticksTotal").asInt()).isEqualTo(16);
      assertThat(status.path("prices").path("BTCUSDT").asString()).isEqualTo("95502.7");
      assertThat(status.path("prices").has("RIVERUSDT")).as("not listed yet").isFalse();
      JsonNode present = rig.client.get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
      assertThat(present.path("time").asLong()).isEqualTo(SECOND_BAR - 1);
      JsonNode tick = rig.client.control("POST", "/paper/advance");
      assertThat(tick.path("time").asLong()).isEqualTo(SECOND_BAR);
      assertThat(openTimes(rig.client.get(KLINES))).containsExactly(PaperRig.START, SECOND_BAR);
    }
  }

  @Test
  void klines_startAndLimit_areHonouredAndTheFutureIsNotTold() throws Exception {
    long third = SECOND_BAR + 60_000;
    try (PaperRig rig = PaperRig.start(folder, "PAPER_START", Long.toString(third))) {
      assertThat(openTimes(rig.client.get(KLINES + "&limit=1"))).containsExactly(SECOND_BAR);
      assertThat(openTimes(rig.client.get(KLINES + "&startTime=" + PaperRig.START + "&limit=1")))
          .containsExactly(PaperRig.START);
      assertThat(openTimes(rig.client.get(KLINES + "&startTime=" + SECOND_BAR + "&limit=9")))
          .containsExactly(SECOND_BAR);
      assertThat(openTimes(rig.client.get(KLINES + "&startTime=" + third))).isEmpty();
      rig.client.control("POST", "/paper/advance?bars=1");
      assertThat(openTimes(rig.client.get(KLINES + "&startTime=" + third))).containsExactly(third);
    }
  }

  @Test
  void journal_ofAnotherStart_isRefused() throws IOException {
    String state = folder.resolve("state").toString();
    PaperRig.start(folder, "PAPER_START", Long.toString(SECOND_BAR), "PAPER_STATE_DIR", state)
        .close();
    PaperRig.start(folder, "PAPER_START", Long.toString(SECOND_BAR), "PAPER_STATE_DIR", state)
        .close();
    assertThatThrownBy(() -> PaperRig.start(folder, "PAPER_STATE_DIR", state))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void start_behindTheLastPrice_isRefused() {
    assertThatThrownBy(() -> PaperRig.start(folder, "PAPER_START", "2030-01-01T00:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PAPER_START");
  }

  @Test
  void start_noTime_isRefusedByName() {
    assertThatThrownBy(() -> PaperRig.start(folder, "PAPER_START", "yesterday"))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("PAPER_START");
  }

  private static List<Long> openTimes(JsonNode klines) {
    List<Long> times = new ArrayList<>();
    klines.forEach(row -> times.add(row.get(0).asLong()));
    return times;
  }
}
