package quantum.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.alerts.decide.Message;
import quantum.runtime.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each channel is sent. */
class ChannelsTest {
  private static final List<Channel> ALL =
      List.of(
          new Telegram(URI.create("https://t.example/"), new Secret("1:TOKEN"), "-5"),
          new Webhook(new Secret("https://h.example/TOKEN"), Optional.of(new Secret("TOKEN"))),
          new Ntfy(
              URI.create("https://n.example"),
              new Secret("topic"),
              Optional.of(new Secret("TOKEN"))));

  private static Message message(List<String> lines) {
    return new Message(7, "q-1-7", 1, Message.Nature.ALERT, true, "[q] ALARM X", lines, "");
  }

  private static JsonNode body(Channel channel, Message message) {
    return JsonMapper.shared().readTree(channel.request(message).json());
  }

  @Test
  void hostileTexts_stayTexts_andChangeNothingElse() {
    String hostile = "</b><script>x</script> *_[a](b)_* \"}, \"chat_id\": \"1\" \\ & % {} \u2028";
    for (Channel channel : ALL) {
      JsonNode body = body(channel, message(List.of(hostile)));
      assertThat(body.toString()).contains("<script>x</script>");
      assertThat(body.has("parse_mode")).isFalse();
      assertThat(channel.request(message(List.of(hostile))).headers().toString())
          .doesNotContain("script");
    }
    assertThat(body(ALL.getFirst(), message(List.of(hostile))).get("chat_id").asString())
        .isEqualTo("-5");
  }

  @Test
  void longTexts_areCutToWhatTheChannelTakes() {
    Message big = message(Collections.nCopies(20, "🙂".repeat(300)));
    assertThat(body(ALL.get(0), big).get("text").asString())
        .hasSizeLessThanOrEqualTo(4_096)
        .endsWith("…");
    assertThat(body(ALL.get(2), big).get("message").asString().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(4_096);
    assertThat(
            body(ALL.get(1), message(Collections.nCopies(60, "x".repeat(300))))
                .get("text")
                .asString())
        .hasSizeLessThanOrEqualTo(8_000);
  }

  @Test
  void requests_sayNoSecretOfThemselves_andRepeatExactly() {
    for (Channel channel : ALL) {
      Request request = channel.request(message(List.of("a")));
      assertThat(request.toString()).doesNotContain("TOKEN");
      assertThat(channel.request(message(List.of("a")))).isEqualTo(request);
    }
    assertThat(body(ALL.get(2), message(List.of("a"))).get("sequence_id").asString())
        .isEqualTo("q-1-7");
  }
}
