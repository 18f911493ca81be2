/* tls/rows.c -- see tls/rows.h. Order is the order of saved files. */
#include "tls/rows.h"

#include <string.h>

#include "tls/config.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define TLS(member) ROW_AT(struct tls_config, member)

/* Names lead to no other folder. */
static const struct template_value *
check_file(const struct template_value *file, struct text *error)
{
	if (file == NULL || (file->text[0] != '.' && strchr(file->text, '/') == NULL))
		return NULL;
	text_add(error, "A file name must not begin with a dot or hold a slash.");
	return file;
}

static const struct template_value *
check_one(const struct row_line *line, struct text *error)
{
	return check_file(row_value(line, 0, 0), error);
}

static const struct template_value *
check_certificate(const struct row_line *line, struct text *error)
{
	const struct template_value *wrong = check_file(row_value(line, 0, 0), error);

	return wrong != NULL ? wrong : check_file(row_value(line, 2, 0), error);
}

static const struct template_help certificate_words[] = {
    {"load", "Name the files"},
    {"pem-cert", "Certificate in PEM, with those that lead to the CA behind it"},
    {"key-pair", "Kind of the key"},
    {"rsa", "RSA"},
    {"ecc", "Elliptic curve"},
    {"key-file", "Private key in PEM, without a password"},
    {NULL, NULL}};

static const struct template_help ca_words[] = {
    {"load", "Name the file"}, {"pem-ca", "Certificates in PEM"}, {NULL, NULL}};

static const struct template_help psk_words[] = {
    {"load", "Name the file"}, {"file", "Hexadecimal digits, at least 32"}, {NULL, NULL}};

static const struct row rows[] = {
    {.template = "certificate load pem-cert <word:1-64> key-pair {rsa | ecc} key-file <word:1-64>",
     .help = "Certificate and private key of this device",
     .words = certificate_words,
     .undo = "certificate load",
     .record = TLS(certificate),
     .field = {TLS(certificate.file), TLS(certificate.pair), TLS(certificate.key)},
     .check = check_certificate},
    {.template = "trusted-ca load pem-ca <word:1-64>",
     .help = "Who signs the certificate of the peer",
     .words = ca_words,
     .undo = "trusted-ca load",
     .record = TLS(ca),
     .field = {TLS(ca.file)},
     .check = check_one},
    {.template = "pre-shared-key load file <word:1-64>",
     .help = "A key that both devices have, instead of certificates",
     .words = psk_words,
     .undo = "pre-shared-key load",
     .record = TLS(psk),
     .field = {TLS(psk.file)},
     .check = check_one},
    {.template = "peer-name <word:1-64>",
     .help = "Name or address that stands in the certificate of the peer",
     .undo = "peer-name [<word:1-64>]",
     .record = TLS(peer),
     .field = {TLS(peer.name)}},
};

const struct conf_part tls_part = {sizeof(struct tls_config), rows, COUNT_OF(rows)};
