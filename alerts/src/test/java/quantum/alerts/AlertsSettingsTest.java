package quantum.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.alerts.channel.Channel;
import quantum.alerts.decide.KindMode;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class AlertsSettingsTest {
  private static AlertsSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("ALERTS_", () -> AlertsSettings.read(settings));
  }

  @Test
  void withoutAny_noChannelIsSetUp_andItStarts() {
    assertThat(read(Map.of()).channels()).isEmpty();
    assertThat(read(Map.of("ALERTS_REQUIRED", "none", "ALERTS_SUMMARY_AT", "off")))
        .satisfies(it -> assertThat(it.required()).isEmpty())
        .satisfies(it -> assertThat(it.summaryAt()).isEmpty());
  }

  @Test
  void channels_areThoseThatAreSetUp_andNoSecretIsShown() {
    Map<String, String> env =
        Map.of(
            "ALERTS_TELEGRAM_TOKEN", "1:SECRETA",
            "ALERTS_TELEGRAM_CHAT_ID", "-5",
            "ALERTS_WEBHOOK_URL", "https://h.example/SECRETB",
            "ALERTS_WEBHOOK_TOKEN", "SECRETC",
            "ALERTS_NTFY_TOPIC", "SECRETD",
            "ALERTS_NTFY_TOKEN", "SECRETE",
            "ALERTS_DEADMAN_URL", "https://hc.example/SECRETF",
            "ALERTS_KINDS", "stream_dead=quiet, FORCED=OFF");
    Settings settings = Settings.of(env);
    AlertsSettings read = settings.complete("ALERTS_", () -> AlertsSettings.read(settings));
    assertThat(read.channels())
        .extracting(Channel::name)
        .containsExactly("telegram", "webhook", "ntfy");
    assertThat(read.rules().mode("STREAM_DEAD")).isEqualTo(KindMode.QUIET);
    assertThat(read.rules().mode("FORCED")).isEqualTo(KindMode.OFF);
    assertThat(settings.known().toString()).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @CsvSource({
    "ALERTS_TELEGRAM_TOKEN, 1:x, ALERTS_TELEGRAM_CHAT_ID is not set",
    "ALERTS_TELEGRAM_CHAT_ID, 5, ALERTS_TELEGRAM_TOKEN is not set",
    "ALERTS_WEBHOOK_URL, ftp://SECRET, ALERTS_WEBHOOK_URL is '****'",
    "ALERTS_WEBHOOK_URL, https://SECRET:x@h, ALERTS_WEBHOOK_URL is '****'",
    "ALERTS_WEBHOOK_URL, 'https://h/ SECRET', ALERTS_WEBHOOK_URL is '****'",
    "ALERTS_DEADMAN_URL, SECRET, ALERTS_DEADMAN_URL is '****'",
    "ALERTS_NTFY_TOPIC, 'SECRET topic', ALERTS_NTFY_TOPIC is '****'",
    "ALERTS_KINDS, STREAM_DEED=quiet, ALERTS_KINDS is 'STREAM_DEED=quiet'",
    "ALERTS_KINDS, STREAM_DEAD=loud, ALERTS_KINDS is 'STREAM_DEAD=loud'",
    "ALERTS_SUMMARY_AT, 25:00, ALERTS_SUMMARY_AT is '25:00'",
    "ALERTS_ZONE, Mars/Base, ALERTS_ZONE is 'Mars/Base'",
    "ALERTS_NAME, a b, ALERTS_NAME is 'a b'",
    "ALERTS_REQUIRED, exit brain, ALERTS_REQUIRED is 'exit brain'",
    "ALERTS_GROUP_SECS, 5, did you mean ALERTS_GROUP_SEC?"
  })
  void whatIsNotAllowed_isNamed_andASecretIsNot(String name, String value, String says) {
    Map<String, String> env = new HashMap<>(Map.of(name, value));
    assertThatThrownBy(() -> read(env))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining(says)
        .message()
        .doesNotContain("SECRET");
  }
}
